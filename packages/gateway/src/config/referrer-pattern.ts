/**
 * Whether a Referer is one that a pattern means: `*` stands for any run of characters, within the host or within the path that
 * it stands in; a scheme and a path may be left out. No regular expression is made of what a user wrote, and the time is linear.
 */
export function matchesReferrer(pattern: string, referrer: string): boolean {
  const page = URL.parse(referrer)
  if (page === null || page.host === '') return false
  const { scheme, host, path } = parsePattern(pattern.trim().toLowerCase())
  if (scheme !== undefined && !matchesWildcard(scheme, page.protocol.slice(0, -1))) return false
  // Not the text as it came: what stands before an `@` is not the host.
  if (!matchesWildcard(host, page.host)) return false
  return path === undefined || matchesWildcard(path, `${page.pathname}${page.search}`.toLowerCase())
}

function parsePattern(pattern: string): { scheme: string | undefined; host: string; path: string | undefined } {
  const [, scheme, rest = ''] = /^(?:([^/]*):\/\/)?(.*)$/s.exec(pattern) ?? []
  const slash = rest.indexOf('/')
  return slash < 0
    ? { scheme, host: rest, path: undefined }
    : { scheme, host: rest.slice(0, slash), path: rest.slice(slash) }
}

/** Each piece between two stars at the first place where it fits: if any choice fits, this one does. */
function matchesWildcard(pattern: string, text: string): boolean {
  const pieces = pattern.split('*')
  const first = pieces.shift() ?? ''
  const last = pieces.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of pieces) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - at >= last.length && text.endsWith(last)
}
