import { isOnThisMachine } from '../gateway-probe/base-url.ts'
import { type CheckResult, passed, warned } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

/** Variables of this shell that bring more than they were set for. */
export function checkEnvironment(facts: DoctorFacts): CheckResult[] {
  return [checkCertificateFile(facts), ...checkProxy(facts)]
}

function checkCertificateFile({ context }: DoctorFacts): CheckResult {
  if (!context.environment.SSL_CERT_FILE) return passed('SSL_CERT_FILE', 'not set')
  return warned(
    'SSL_CERT_FILE',
    'set: the git and curl that Codex runs inherit it, and trust nothing but that file',
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
