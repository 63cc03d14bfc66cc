const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * True for an unsafe request that another site may have made a browser send: its Origin is not one of ours, or it brings cookies
 * and no Origin at all. A program (no cookies, no Origin) passes: it has no ambient credentials to borrow.
 */
export function isCrossSite(request: Request, origins: ReadonlySet<string>): boolean {
  if (safe.has(request.method)) return false
  const origin = request.headers.get('origin')
  if (origin !== null) return !origins.has(origin)
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  return request.headers.has('cookie')
}
