import { resolve } from 'node:path'
import { isOnThisMachine } from '../gateway-probe/base-url.ts'
import { countCertificates } from '../gateway-probe/certificate-file.ts'
import { type CheckResult, passed, warned } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

/** Variables of this shell that bring more than they were set for. */
export function checkEnvironment(facts: DoctorFacts): CheckResult[] {
  return [checkCertificateFile(facts), ...checkProxy(facts)]
}

/** A file with fewer certificates cannot be the roots of the public web. */
const bundleSizeMin = 20

function checkCertificateFile({ context }: DoctorFacts): CheckResult {
  const name = 'SSL_CERT_FILE'
  const file = context.environment[name]
  if (!file) return passed(name, 'not set')
  const count = countCertificates(resolve(context.workingFolder, file))
  if (count >= bundleSizeMin) return passed(name, `a bundle of ${count} certificates`)
  return warned(
    name,
    `set, to a file with ${count} certificate${count === 1 ? '' : 's'}: the git and curl that Codex runs trust nothing else`,
    'unset it and use CODEX_CA_CERTIFICATE (Codex 0.116 and newer), which only Codex reads',
  )
}

/** Codex sends even calls to this machine through a proxy, unless NO_PROXY says otherwise. */
function checkProxy({ context, baseUrl, url }: DoctorFacts): CheckResult[] {
  const set = (name: string) => context.environment[name] || context.environment[name.toLowerCase()]
  const proxy = set('ALL_PROXY') || set(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  if (!proxy || !isOnThisMachine(baseUrl)) return []
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const exempt = (set('NO_PROXY') ?? '').split(',').map((entry) => entry.trim())
  if (exempt.includes('*') || exempt.includes(host)) return [passed('proxy', `NO_PROXY leaves ${host} out`)]
  return [
    warned(
      'proxy',
      `set, and NO_PROXY does not leave out ${host}`,
      `add ${host} to NO_PROXY in the terminal that runs Codex`,
    ),
  ]
}
