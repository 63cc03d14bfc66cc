/**
 * Finds the members of a JSON object's top level by their bytes, without parsing what is inside them. It reads strings by
 * the engine's own search for the closing quote, so that a prompt of megabytes costs what a memory scan costs.
 * Text that is no JSON object yields what was found up to there; it never throws.
 */

const quote = 34
const backslash = 92
const comma = 44
const colon = 58
const openBrace = 123
const closeBrace = 125
const openBracket = 91
const closeBracket = 93

export interface Member {
  readonly key: string
  /** First byte of the value. */
  readonly start: number
  /** Behind the last byte of the value. */
  readonly end: number
}

export interface TopLevel {
  readonly members: readonly Member[]
  /** Position of the object's closing brace; -1 where the scan stopped before it. */
  readonly closedAt: number
}

export interface ScanOptions {
  /** Stop in front of the first member whose value is an object or an array. */
  readonly scalarsOnly: boolean
}

/** The members in the order in which they stand; two of one name are both listed. */
export function scanTopLevel(bytes: Buffer, options: ScanOptions): TopLevel {
  const members: Member[] = []
  let position = skipSpace(bytes, 0)
  if (bytes[position] !== openBrace) return { members, closedAt: -1 }
  position = skipSpace(bytes, position + 1)
  while (bytes[position] === quote) {
    const keyEnd = stringEnd(bytes, position)
    const valueStart = keyEnd < 0 ? -1 : afterColon(bytes, keyEnd)
    if (valueStart < 0) return { members, closedAt: -1 }
    if (options.scalarsOnly && isContainer(bytes[valueStart])) return { members, closedAt: -1 }
    const end = valueEnd(bytes, valueStart)
    if (end < 0) return { members, closedAt: -1 }
    members.push({ key: decodeString(bytes, position, keyEnd), start: valueStart, end })
    position = skipSpace(bytes, end)
    if (bytes[position] !== comma) break
    position = skipSpace(bytes, position + 1)
  }
  return { members, closedAt: bytes[position] === closeBrace ? position : -1 }
}

/** The last member of this name, as it stands; undefined where there is none. Parsers keep the last of two equal keys. */
export function memberBytes(bytes: Buffer, scan: TopLevel, key: string): Buffer | undefined {
  const member = scan.members.findLast((candidate) => candidate.key === key)
  return member === undefined ? undefined : bytes.subarray(member.start, member.end)
}

/** The value of the last member of this name, where it is a string; null otherwise. */
export function stringMember(bytes: Buffer, scan: TopLevel, key: string): string | null {
  const member = scan.members.findLast((candidate) => candidate.key === key)
  if (member === undefined || bytes[member.start] !== quote) return null
  return decodeString(bytes, member.start, member.end)
}

/**
 * The string that is the one member of this name; null where that is not certain: the object is not whole, or a member of the same name,
 * in whatever case, comes twice, for then parsers differ.
 */
export function onlyString(bytes: Buffer, key: string): string | null {
  const scan = scanTopLevel(bytes, { scalarsOnly: false })
  if (scan.closedAt < 0 || skipSpace(bytes, scan.closedAt + 1) < bytes.length) return null
  const [member, ...others] = scan.members.filter((candidate) => candidate.key.toLowerCase() === key.toLowerCase())
  return member?.key === key && others.length === 0 ? stringMember(bytes, scan, key) : null
}

/** The value of the last member of this name, where it is true or false; null otherwise. */
export function booleanMember(bytes: Buffer, scan: TopLevel, key: string): boolean | null {
  const member = scan.members.findLast((candidate) => candidate.key === key)
  if (member === undefined) return null
  const text = bytes.toString('latin1', member.start, Math.min(member.end, member.start + 5))
  return text === 'true' ? true : text === 'false' ? false : null
}

function isContainer(byte: number | undefined): boolean {
  return byte === openBrace || byte === openBracket
}

function afterColon(bytes: Buffer, keyEnd: number): number {
  const position = skipSpace(bytes, keyEnd)
  return bytes[position] === colon ? skipSpace(bytes, position + 1) : -1
}

/** Behind the closing quote of the string that opens at `start`; -1 where it does not close. */
function stringEnd(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(quote, start + 1)
  while (at >= 0) {
    let backslashes = 0
    while (bytes[at - 1 - backslashes] === backslash) backslashes++
    if (backslashes % 2 === 0) return at + 1
    at = bytes.indexOf(quote, at + 1)
  }
  return -1
}

function valueEnd(bytes: Buffer, start: number): number {
  const first = bytes[start]
  if (first === quote) return stringEnd(bytes, start)
  if (isContainer(first)) return containerEnd(bytes, start)
  let position = start
  while (position < bytes.length && !endsScalar(bytes[position])) position++
  return position < bytes.length && position > start ? position : -1
}

function containerEnd(bytes: Buffer, start: number): number {
  let depth = 0
  let position = start
  while (position < bytes.length) {
    const byte = bytes[position]
    if (byte === quote) {
      position = stringEnd(bytes, position)
      if (position < 0) return -1
      continue
    }
    if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    position++
    if (depth === 0) return position
  }
  return -1
}

function endsScalar(byte: number | undefined): boolean {
  return byte === comma || byte === closeBrace || isSpace(byte)
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}

function skipSpace(bytes: Buffer, from: number): number {
  let position = from
  while (isSpace(bytes[position])) position++
  return position
}

function decodeString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start + 1, end - 1)
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    return text
  }
}
