import { parse } from 'smol-toml'

/**
 * Where each statement of a TOML text stands. The parser says what a text means and forgets where; an edit that leaves comments
 * alone needs the places. Only for texts that the parser has accepted: what is not TOML is not detected here.
 */
export interface TomlStatement {
  readonly kind: 'pair' | 'table' | 'array-of-tables'
  /** Of a header its own path, of a pair the header's path and its key. */
  readonly path: readonly string[]
  /** Of the value; of a header both are its end. */
  readonly valueStart: number
  readonly valueEnd: number
  /** After the line break of the statement's last line, or the end of the text. */
  readonly end: number
}

export function readStatements(text: string): TomlStatement[] {
  const statements: TomlStatement[] = []
  let table: readonly string[] = []
  let position = text.startsWith('\ufeff') ? 1 : 0
  for (;;) {
    position = skipBlankAndComments(text, position)
    if (position >= text.length) return statements
    const statement = text[position] === '[' ? readHeader(text, position) : readPair(text, position, table)
    if (statement.kind !== 'pair') table = statement.path
    statements.push(statement)
    position = statement.end
  }
}

function readHeader(text: string, start: number): TomlStatement {
  const isArray = text[start + 1] === '['
  const keyStart = start + (isArray ? 2 : 1)
  const keyEnd = skipKey(text, keyStart, ']')
  const end = keyEnd + (isArray ? 2 : 1)
  return {
    kind: isArray ? 'array-of-tables' : 'table',
    path: keyPath(text.slice(keyStart, keyEnd)),
    valueStart: end,
    valueEnd: end,
    end: skipLine(text, end),
  }
}

function readPair(text: string, start: number, table: readonly string[]): TomlStatement {
  const keyEnd = skipKey(text, start, '=')
  const valueStart = skipSpaces(text, keyEnd + 1)
  const valueEnd = skipValue(text, valueStart)
  return {
    kind: 'pair',
    path: [...table, ...keyPath(text.slice(start, keyEnd))],
    valueStart,
    valueEnd,
    end: skipLine(text, valueEnd),
  }
}

/** Lets the parser itself undo quotes and dots: the path down to the only leaf. */
function keyPath(key: string): string[] {
  const path: string[] = []
  let node: unknown = parse(`${key.trim()} = 0`)
  while (typeof node === 'object' && node !== null) {
    const [entry] = Object.entries(node)
    if (entry === undefined) break
    path.push(entry[0])
    node = entry[1]
  }
  return path
}

function skipKey(text: string, start: number, end: string): number {
  let position = start
  while (position < text.length && text[position] !== end) {
    position = isQuote(text[position]) ? skipString(text, position) : position + 1
  }
  return position
}

function skipValue(text: string, start: number): number {
  if (isQuote(text[start])) return skipString(text, start)
  if (text[start] === '[' || text[start] === '{') return skipNested(text, start)
  // A number, a boolean or a date, which may have one space in it: ends with the line or its comment.
  let position = start
  while (position < text.length && text[position] !== '#' && text[position] !== '\n') position++
  return start + text.slice(start, position).trimEnd().length
}

function skipNested(text: string, start: number): number {
  let depth = 0
  let position = start
  while (position < text.length) {
    const character = text[position]
    if (isQuote(character)) {
      position = skipString(text, position)
      continue
    }
    if (character === '#') {
      position = skipLine(text, position)
      continue
    }
    if (character === '[' || character === '{') depth++
    if (character === ']' || character === '}') depth--
    position++
    if (depth === 0) break
  }
  return position
}

function skipString(text: string, start: number): number {
  const quote = text[start] ?? ''
  const isBasic = quote === '"'
  const isLong = text.startsWith(quote.repeat(3), start)
  const closing = isLong ? quote.repeat(3) : quote
  let position = start + closing.length
  while (position < text.length && !text.startsWith(closing, position)) {
    position += isBasic && text[position] === '\\' ? 2 : 1
  }
  position += closing.length
  // A long string may end with one or two quotes of its own before the closing ones.
  for (let extra = 0; isLong && extra < 2 && text[position] === quote; extra++) position++
  return position
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'"
}

function skipBlankAndComments(text: string, start: number): number {
  let position = start
  while (position < text.length) {
    if (text[position] === '#') position = skipLine(text, position)
    else if (/\s/.test(text[position] ?? '')) position++
    else break
  }
  return position
}

function skipSpaces(text: string, start: number): number {
  let position = start
  while (text[position] === ' ' || text[position] === '\t') position++
  return position
}

/** To the beginning of the next line, over what is left of this one. */
function skipLine(text: string, start: number): number {
  const lineBreak = text.indexOf('\n', start)
  return lineBreak === -1 ? text.length : lineBreak + 1
}
