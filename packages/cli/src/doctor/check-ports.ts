import { httpGet } from '../gateway-probe/http-get.ts'
import { errorCode } from '../gateway-probe/read-answer.ts'
import { tlsAdvice } from '../gateway-probe/tls-advice.ts'
import { addressesOf } from '../supervisor/addresses.ts'
import { printable } from '../terminal/printable.ts'
import { type CheckResult, failed, passed, skipped } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

/** Whether somebody listens where agents call, and whether that is us. */
export async function checkPorts(facts: DoctorFacts): Promise<CheckResult[]> {
  return [checkHttps(facts), await checkHttp(facts)]
}

function checkHttps({ url, served, certificate, running }: DoctorFacts): CheckResult {
  const name = 'https port'
  const address = url.host
  if (served === null) return skipped(name, `${url.origin} is not TLS`)
  if (served.kind === 'failed') {
    const reason = tlsAdvice(served.code) === null ? printable(served.message) : served.code
    return failed(
      name,
      `${address} does not answer (${reason})`,
      tlsAdvice(served.code) ?? 'check the address and the firewall',
    )
  }
  if (running !== null && certificate !== null && served.certificate.fingerprint256 !== certificate.fingerprint256) {
    const port =
      String(running.httpsPort) === url.port
        ? 'the gateway shows an older certificate, or another program'
        : 'another program'
    return failed(
      name,
      `${address} answers, but not with the certificate of this data folder`,
      `${port} has this port: see who listens on it, and start Tollgate again`,
    )
  }
  const whose = running !== null && certificate !== null ? 'ours' : 'somebody answers with TLS'
  return passed(name, `${address} (${whose})`)
}

async function checkHttp({ running, context }: DoctorFacts): Promise<CheckResult> {
  const name = 'http port'
  if (running === null || running.httpPort === 0)
    return skipped(name, 'known only for a gateway that runs on this machine')
  const { http } = addressesOf(running, context.environment)
  const address = new URL(http).host
  const answer = await httpGet({ url: `${http}/`, key: null, trustedFiles: [], timeoutMs: 5000 })
  if (answer.kind === 'failed') {
    return failed(
      name,
      `${address} does not answer (${printable(answer.message)})`,
      'start Tollgate again; TOLLGATE_HTTP_PORT names another port',
    )
  }
  if (errorCode(answer.body) !== 'api_not_found') {
    return failed(
      name,
      `${address} answers, but not as the gateway would`,
      'another program has this port: see who listens on it, or set TOLLGATE_HTTP_PORT',
    )
  }
  return passed(name, `${address} (ours)`)
}
