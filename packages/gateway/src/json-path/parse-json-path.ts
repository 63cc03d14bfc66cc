/** What chooses among the children of a value, as RFC 9535 names it. */
export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'slice'
      readonly start: number | undefined
      readonly end: number | undefined
      readonly step: number
    }
  | { readonly kind: 'wildcard' }

export interface Segment {
  /** True for `..`: the selectors are applied to the value and to everything below it. */
  readonly descends: boolean
  readonly selectors: readonly Selector[]
}

/** A path that cannot be used; the message is a sentence for the publisher who wrote it. */
export class JsonPathError extends Error {}

const textLengthMax = 1_000
const segmentsMax = 50

/** RFC 9535 without filters and functions: what is chosen can be told from the path alone, and nothing in it is run. */
export function parseJsonPath(text: string): readonly Segment[] {
  const source = text.trim()
  if (source.length > textLengthMax) throw new JsonPathError(`a JSONPath has at most ${textLengthMax} characters`)
  const reader = new PathReader(source)
  if (!reader.take('$')) reader.fail('it must begin with `$`')
  const segments: Segment[] = []
  for (reader.skipBlanks(); !reader.isAtEnd; reader.skipBlanks()) segments.push(readSegment(reader))
  if (segments.length > segmentsMax) throw new JsonPathError(`a JSONPath has at most ${segmentsMax} segments`)
  return segments
}

function readSegment(reader: PathReader): Segment {
  if (reader.take('..')) {
    const selectors = reader.take('[') ? readBracket(reader) : [readShorthand(reader)]
    return { descends: true, selectors }
  }
  if (reader.take('.')) return { descends: false, selectors: [readShorthand(reader)] }
  if (reader.take('[')) return { descends: false, selectors: readBracket(reader) }
  return reader.fail('`.name`, `[…]` or the end is expected')
}

/** `.name` or `.*`. A name in this form may have `-` inside, beyond the RFC. */
function readShorthand(reader: PathReader): Selector {
  if (reader.take('*')) return { kind: 'wildcard' }
  const name = reader.takeWhile((character, length) => isNameCharacter(character, length === 0))
  if (name === '') reader.fail("a name is expected; names with other characters are written `['…']`")
  if (reader.sees('(')) reader.fail('functions are not supported')
  return { kind: 'name', name }
}

function readBracket(reader: PathReader): Selector[] {
  const selectors: Selector[] = []
  do {
    reader.skipBlanks()
    selectors.push(readSelector(reader))
    reader.skipBlanks()
  } while (reader.take(','))
  if (!reader.take(']')) reader.fail('`]` is expected')
  return selectors
}

function readSelector(reader: PathReader): Selector {
  if (reader.sees('?')) reader.fail('filters are not supported; use names, indexes, slices and `*`')
  if (reader.sees('(')) reader.fail('scripts are not supported; use names, indexes, slices and `*`')
  if (reader.take('*')) return { kind: 'wildcard' }
  if (reader.sees("'") || reader.sees('"')) return { kind: 'name', name: readQuoted(reader) }
  const start = readInteger(reader)
  reader.skipBlanks()
  if (reader.sees(':')) return readSlice(reader, start)
  if (start === undefined)
    return reader.fail("an index, a slice, `*` or a name in quotes such as `['name']` is expected")
  return { kind: 'index', index: start }
}

function readSlice(reader: PathReader, start: number | undefined): Selector {
  const [end, step] = [readPart(reader), readPart(reader)]
  return { kind: 'slice', start, end, step: step ?? 1 }
}

function readPart(reader: PathReader): number | undefined {
  reader.skipBlanks()
  if (!reader.take(':')) return undefined
  reader.skipBlanks()
  return readInteger(reader)
}

function readInteger(reader: PathReader): number | undefined {
  const text = reader.takeWhile((character, length) => isDigit(character) || (length === 0 && character === '-'))
  if (text === '') return undefined
  const value = Number(text)
  // `-0` and `01` are no integers in RFC 9535; beyond 2^53 they would not be exact.
  if (String(value) !== text || !Number.isSafeInteger(value)) reader.fail(`\`${text}\` is not an index`)
  return value
}

function readQuoted(reader: PathReader): string {
  const quote = reader.take("'") ? "'" : '"'
  if (quote === '"') reader.take('"')
  let name = ''
  while (!reader.take(quote)) {
    if (reader.isAtEnd) reader.fail(`the closing ${quote} is missing`)
    name += reader.take('\\') ? readEscape(reader, quote) : reader.next()
  }
  if (!name.isWellFormed()) reader.fail('half of a surrogate pair is no character')
  return name
}

function readEscape(reader: PathReader, quote: string): string {
  const character = reader.next()
  if (character === quote) return quote
  const plain = escapes.get(character)
  if (plain !== undefined) return plain
  const digits = character === 'u' ? reader.takeWhile((digit, length) => length < 4 && isHexDigit(digit)) : ''
  if (digits.length !== 4) reader.fail(`\`\\${character}\` is no escape here`)
  return String.fromCharCode(Number.parseInt(digits, 16))
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['/', '/'],
  ['\\', '\\'],
])

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9'
}

function isHexDigit(character: string): boolean {
  const lower = character.toLowerCase()
  return isDigit(character) || (lower >= 'a' && lower <= 'f')
}

export function isNameCharacter(character: string, isFirst: boolean): boolean {
  const lower = character.toLowerCase()
  if ((lower >= 'a' && lower <= 'z') || character === '_' || character >= '\u0080') return true
  return !isFirst && (isDigit(character) || character === '-')
}

/** Reads a path from left to right, and knows where it is when something is wrong. */
class PathReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  sees(piece: string): boolean {
    return this.text.startsWith(piece, this.at)
  }

  take(piece: string): boolean {
    if (!this.sees(piece)) return false
    this.at += piece.length
    return true
  }

  next(): string {
    const character = this.text[this.at] ?? ''
    if (character < ' ') this.fail('a control character must be escaped')
    this.at++
    return character
  }

  takeWhile(belongs: (character: string, length: number) => boolean): string {
    const start = this.at
    while (!this.isAtEnd && belongs(this.text[this.at] ?? '', this.at - start)) this.at++
    return this.text.slice(start, this.at)
  }

  skipBlanks(): void {
    this.takeWhile((character) => character === ' ' || character === '\t' || character === '\n' || character === '\r')
  }

  fail(why: string): never {
    throw new JsonPathError(`the JSONPath \`${this.text}\` cannot be used: ${why} (character ${this.at + 1})`)
  }
}
