/** Our own detectors' patterns as a tree: the part of JavaScript's syntax that they keep to, with bounded repeats only. */
export type PatternNode =
  /** One character: a literal, an escape or a class, as it is written. */
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'boundary'; readonly source: string }
  | { readonly kind: 'look'; readonly isBehind: boolean; readonly source: string; readonly body: PatternNode }
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }

/** Throws where a pattern uses what this library cannot promise anything about, such as an unbounded repeat. */
export function parsePattern(source: string): PatternNode {
  const cursor = { source, at: 0 }
  const tree = parseChoice(cursor)
  if (cursor.at < source.length) throw unfit(cursor, 'a bracket too many')
  return tree
}

interface Cursor {
  readonly source: string
  at: number
}

function parseChoice(cursor: Cursor): PatternNode {
  const options = [parseSequence(cursor)]
  while (cursor.source[cursor.at] === '|') {
    cursor.at++
    options.push(parseSequence(cursor))
  }
  const [only, ...others] = options
  return only !== undefined && others.length === 0 ? only : { kind: 'choice', options }
}

function parseSequence(cursor: Cursor): PatternNode {
  const items: PatternNode[] = []
  for (let next = cursor.source[cursor.at]; next !== undefined && next !== '|' && next !== ')'; ) {
    items.push(parseRepeat(cursor, parseAtom(cursor, next)))
    next = cursor.source[cursor.at]
  }
  return { kind: 'sequence', items }
}

const groupOpening = /\((?:\?(?:<(?![=!])\w+>|<?[=!]|:))?/y
const escaped = /\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[^1-9kpPux])/y
const characterClass = /\[(?:\\.|[^\]\\])*\]/y
const bounds = /\{(\d+)(?:,(\d*))?\}/y

function parseAtom(cursor: Cursor, first: string): PatternNode {
  if (first === '(') return parseGroup(cursor)
  if (first === '\\') {
    const source = take(cursor, escaped)
    return { kind: source === '\\b' || source === '\\B' ? 'boundary' : 'character', source }
  }
  if (first === '[') return { kind: 'character', source: take(cursor, characterClass) }
  if ('^$*+?{}'.includes(first)) throw unfit(cursor, `an unexpected ${first}`)
  cursor.at++
  return { kind: 'character', source: first }
}

function parseGroup(cursor: Cursor): PatternNode {
  const start = cursor.at
  const opening = take(cursor, groupOpening)
  const body = parseChoice(cursor)
  if (cursor.source[cursor.at] !== ')') throw unfit(cursor, 'a missing bracket')
  cursor.at++
  if (!opening.endsWith('=') && !opening.endsWith('!')) return body
  return { kind: 'look', isBehind: opening.includes('<'), source: cursor.source.slice(start, cursor.at), body }
}

function parseRepeat(cursor: Cursor, body: PatternNode): PatternNode {
  const sign = cursor.source[cursor.at]
  if (sign === '*' || sign === '+') throw unfit(cursor, 'an unbounded repeat')
  if (sign !== '?' && sign !== '{') return body
  let [min, max] = [0, 1]
  if (sign === '?') cursor.at++
  else {
    bounds.lastIndex = cursor.at
    const found = bounds.exec(cursor.source)
    if (found === null || found[2] === '') throw unfit(cursor, 'an unbounded repeat')
    min = Number(found[1])
    max = Number(found[2] ?? found[1])
    cursor.at += found[0].length
  }
  if (cursor.source[cursor.at] === '?') cursor.at++
  return { kind: 'repeat', body, min, max }
}

function take(cursor: Cursor, part: RegExp): string {
  part.lastIndex = cursor.at
  const found = part.exec(cursor.source)
  if (found === null) throw unfit(cursor, 'something that detectors do not use')
  cursor.at += found[0].length
  return found[0]
}

function unfit({ source, at }: Cursor, what: string): Error {
  return new Error(`The pattern ${source} has ${what} at ${at}.`)
}
