import type { IncomingHttpHeaders } from 'node:http'

/** The agents whose handling of errors was measured; the rest is `other`. */
export type ClientKind = 'codex' | 'other'

/** Told by `originator`, which Codex always sends, then by the user agent. A claim: it only chooses how a refusal is worded. */
export function clientKind(headers: IncomingHttpHeaders): ClientKind {
  const { originator } = headers
  if (typeof originator === 'string') return originator.startsWith('codex') ? 'codex' : 'other'
  return headers['user-agent']?.startsWith('codex') ? 'codex' : 'other'
}
