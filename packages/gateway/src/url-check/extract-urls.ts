/** The incumbent's pattern; upper-case schemes are addresses too. Its blanks are those of ASCII. */
const address = /https?:\/\/[^ \t\n\v\f\r,"'{}[\]\\`*]+/gi
/** What ends a sentence, a parenthesis or a tag is no part of an address that stands in front of it. */
const trailing = new Set(['.', ';', ':', '!', '?', '>', ')'])

/** The http and https addresses in a text, each once, as they are written. */
export function extractUrls(text: string): readonly string[] {
  const urls = new Set<string>()
  for (const [match] of text.matchAll(address)) {
    const url = withoutTrailing(match)
    if (url.length > url.indexOf('://') + 3) urls.add(url)
  }
  return [...urls]
}

function withoutTrailing(url: string): string {
  let [end, open] = [url.length, 0]
  for (const character of url) open += character === '(' ? 1 : character === ')' ? -1 : 0
  for (; trailing.has(url[end - 1] ?? ''); end--) {
    if (url[end - 1] !== ')') continue
    // `…/wiki/A_(b)` keeps its own parenthesis.
    if (open >= 0) break
    open++
  }
  return url.slice(0, end)
}
