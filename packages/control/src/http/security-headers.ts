import type { Context } from 'hono'

/** No other site may read, frame or script what we answer; nothing of it is kept by a cache on the way. */
export function setSecurityHeaders(c: Context): void {
  c.header('strict-transport-security', 'max-age=31536000')
  c.header('x-content-type-options', 'nosniff')
  c.header('x-frame-options', 'DENY')
  c.header('referrer-policy', 'no-referrer')
  c.header('cross-origin-resource-policy', 'same-origin')
  c.header('cache-control', 'no-store')
  c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
}
