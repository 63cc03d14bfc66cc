import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a token may be used for; one purpose's token is worth nothing as another's. */
export type TokenPurpose = 'access' | 'device-code'

const prefixes: Readonly<Record<TokenPurpose, string>> = { access: 'tgs_', 'device-code': 'tgd_' }

/**
 * What better-auth keeps in the database in clear (session tokens, device codes) leaves this server only with a keyed signature:
 * a copy of the database opens nothing.
 */
export function signToken(purpose: TokenPurpose, value: string, secret: string): string {
  return `${prefixes[purpose]}${value}.${signature(purpose, value, secret)}`
}

/** The value inside, or undefined where the token is not one of ours for this purpose. */
export function readToken(purpose: TokenPurpose, token: string, secret: string): string | undefined {
  if (!token.startsWith(prefixes[purpose])) return undefined
  const [value, given, ...rest] = token.slice(prefixes[purpose].length).split('.')
  if (!value || !given || rest.length > 0) return undefined
  const expected = Buffer.from(signature(purpose, value, secret))
  const presented = Buffer.from(given)
  return presented.length === expected.length && timingSafeEqual(presented, expected) ? value : undefined
}

/** A value as better-auth signs it in its cookies. */
export function signCookieValue(value: string, secret: string): string {
  return encodeURIComponent(`${value}.${createHmac('sha256', secret).update(value).digest('base64')}`)
}

function signature(purpose: TokenPurpose, value: string, secret: string): string {
  return createHmac('sha256', secret).update(`tollgate ${purpose} token\n${value}`).digest('base64url')
}
