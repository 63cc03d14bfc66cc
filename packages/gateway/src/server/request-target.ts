/** The longest request target that is taken, in bytes. */
export const targetBytesMax = 8192

/** The address of a call as every decision sees it: made once, from `req.url` alone, never with the Host header. */
export interface CanonicalPath {
  /** From the leading slash up to the question mark. Nothing is decoded: what could be read in two ways was refused before. */
  readonly path: string
  /** The question mark and what follows it, so that `path + query` is the target again; empty where there is none. */
  readonly query: string
}

/** The path and the query of a target that `checkTarget` let through. Router, authoriser and upstream all use this one. */
export function canonicalPath(url: string): CanonicalPath {
  const queryAt = url.indexOf('?')
  if (queryAt < 0) return { path: url, query: '' }
  return { path: url.slice(0, queryAt), query: url.slice(queryAt) }
}

/** What is wrong with a request target, as a sentence for the caller; undefined where it has exactly one reading. */
export function checkTarget(url: string): string | undefined {
  if (url.length > targetBytesMax) return `The address of the request is longer than ${targetBytesMax} bytes.`
  if (url.charCodeAt(0) !== slash) return 'The request target must be a path that starts with a slash.'
  const second = url.charCodeAt(1)
  if (second === slash || second === backslash) return 'The request target must start with a single slash.'
  return checkPath(url)
}

const slash = 0x2f
const backslash = 0x5c
const questionMark = 0x3f
const dot = 0x2e

const percent = 0x25

/** What a character of the path asks for: nothing (most of them), a closer look, or a refusal. */
const plain = 0
const special = 1
const refused = 2
const kinds = new Uint8Array(128).map((_, character) => {
  if (character <= 0x20 || character === 0x7f || character === 0x23) return refused
  return [slash, backslash, questionMark, percent].includes(character) ? special : plain
})

function kindOf(character: number): number {
  return kinds[character] ?? refused
}

function checkPath(url: string): string | undefined {
  let hasEncodedBytes = false
  for (let at = 0; at < url.length; at++) {
    const character = url.charCodeAt(at)
    const kind = kindOf(character)
    if (kind === plain) continue
    if (kind === refused) return notAllowed
    if (character === questionMark) {
      if (hasEncodedBytes && !isUtf8(url.slice(0, at))) return badEncoding
      return checkQuery(url, at + 1)
    }
    if (character === backslash) return 'The path of the request must not contain a backslash.'
    if (character === slash && isDotSegment(url, at + 1))
      return 'The path of the request must not contain dot segments.'
    if (character === percent) {
      const problem = checkEscape(url, at)
      if (problem !== undefined) return problem
      hasEncodedBytes = true
    }
  }
  return hasEncodedBytes && !isUtf8(url) ? badEncoding : undefined
}

const notAllowed = 'The request target contains a character that must be percent-encoded.'
const badEncoding = 'The path of the request contains a percent-encoding that is not UTF-8.'

/** The query goes on as it came, so it only has to be one: visible ASCII, and no fragment (which never belongs on the wire). */
function checkQuery(url: string, start: number): string | undefined {
  for (let at = start; at < url.length; at++) {
    if (kindOf(url.charCodeAt(at)) === refused) return notAllowed
  }
  return undefined
}

/** `.` or `..` up to a slash, the end, the query, or the `;` behind which some servers drop the rest of a segment. */
function isDotSegment(url: string, start: number): boolean {
  if (url.charCodeAt(start) !== dot) return false
  const next = url.charCodeAt(start + 1) === dot ? start + 2 : start + 1
  const after = url.charCodeAt(next)
  return next >= url.length || after === slash || after === questionMark || after === 0x3b
}

/** Encoded slashes, backslashes, dots and control characters are where two readers of one path come to disagree. */
function checkEscape(url: string, at: number): string | undefined {
  const high = hexDigit(url.charCodeAt(at + 1))
  const low = hexDigit(url.charCodeAt(at + 2))
  if (high < 0 || low < 0) return 'The path of the request contains an incomplete percent-encoding.'
  const byte = high * 16 + low
  if (byte === slash || byte === backslash || byte === dot || byte < 0x20 || byte === 0x7f)
    return 'The path of the request must not contain an encoded slash, backslash, dot or control character.'
  return undefined
}

function hexDigit(character: number): number {
  if (character >= 0x30 && character <= 0x39) return character - 0x30
  const lower = character | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** Overlong forms (`%c0%af` for a slash) are not UTF-8, and this is what finds them. */
function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
