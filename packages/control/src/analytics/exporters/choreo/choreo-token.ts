/** What opens Choreo's hub for a while. */
export interface ChoreoToken {
  /** The whole value of `authorization`. */
  readonly authorization: string
  /** `https://namespace/hub`. */
  readonly hub: string
  /** Unix milliseconds. */
  readonly expiresAt: number
}

/** Of the answer of the token server: `{"token":"SharedAccessSignature sr=…&sig=…&se=…&skn=…"}`; undefined: it is none. */
export function readToken(text: string): ChoreoToken | undefined {
  const authorization = tokenIn(text)
  const [, query] = /^SharedAccessSignature (.+)$/.exec(authorization ?? '') ?? []
  if (authorization === undefined || query === undefined) return undefined
  const values = new URLSearchParams(query)
  const [, place] = /^(?:sb:\/\/)?([a-z0-9.-]+(?::\d{1,5})?\/[^?#\s]+)$/i.exec(values.get('sr') ?? '') ?? []
  const expires = Number(values.get('se'))
  if (place === undefined || !Number.isFinite(expires) || expires <= 0) return undefined
  return { authorization, hub: `https://${place.replace(/\/+$/, '')}`, expiresAt: expires * 1_000 }
}

function tokenIn(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    const token = typeof answer === 'object' && answer !== null && 'token' in answer ? answer.token : undefined
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}
