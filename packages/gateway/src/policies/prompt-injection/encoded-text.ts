/** Base64 that can hold an instruction. A longer run is looked at from its beginning only. */
const encoded = /[A-Za-z0-9+/_-]{24,8192}={0,2}/g

/** What stands in Base64 in a text, where it decodes to something that is a text itself. */
export function decodeBase64Texts(text: string): Array<{ readonly at: number; readonly text: string }> {
  return [...text.matchAll(encoded)].flatMap(({ 0: run, index }) => {
    const decoded = Buffer.from(run, 'base64').toString('utf8')
    return isReadable(decoded) ? [{ at: index, text: decoded }] : []
  })
}

/** Words with spaces between them, not what random bytes give. */
function isReadable(text: string): boolean {
  if (!text.includes(' ')) return false
  const odd = text.match(/[^\p{L}\p{N}\p{P}\p{S}\s]|\uFFFD/gu)?.length ?? 0
  return odd * 20 <= text.length
}
