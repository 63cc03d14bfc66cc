import { scanJsxElement } from './jsx.ts'
import { advance, type Cursor, type Token, take } from './token.ts'

/**
 * Splits TypeScript into tokens, well enough to find imports, strings, comments and types without a compiler (TypeScript 7
 * offers none to JavaScript). It never fails: what it does not understand becomes single punctuation marks.
 */
export function tokenize(source: string, options: { readonly jsx?: boolean } = {}): Token[] {
  const cursor: Cursor = { source, tokens: [], at: 0, line: 1 }
  const hashbang = /^#![^\n]*/.exec(source)
  if (hashbang) take(cursor, 'comment', hashbang[0].length)
  const scanOne = options.jsx ? scanOneWithJsx : scanOneToken
  while (cursor.at < source.length) scanOne(cursor, scanOne)
  return cursor.tokens
}

type ScanOne = (cursor: Cursor, self: ScanOne) => void

const space = /\s+/y
const word = /[#\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
const number = /\d[\w.]*/y
const regex = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const punct =
  />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|\*\*|<<|./sy

function scanOneToken(cursor: Cursor, self: ScanOne): void {
  const { source, at } = cursor
  const spaceEnd = matchEnd(space, cursor)
  if (spaceEnd !== null) return advance(cursor, spaceEnd)
  const here = source[at]
  if (source.startsWith('//', at)) return take(cursor, 'comment', indexOrEnd(source, '\n', at))
  if (source.startsWith('/*', at)) return take(cursor, 'comment', indexOrEnd(source, '*/', at + 2, 2))
  if (here === "'" || here === '"') return scanString(cursor, here)
  if (here === '`') return scanTemplate(cursor, self)
  const wordEnd = matchEnd(word, cursor)
  if (wordEnd !== null) return take(cursor, 'word', wordEnd)
  const numberEnd = matchEnd(number, cursor)
  if (numberEnd !== null) return take(cursor, 'number', numberEnd)
  const regexEnd = here === '/' && expectsOperand(cursor.tokens) ? matchEnd(regex, cursor) : null
  if (regexEnd !== null) return take(cursor, 'regex', regexEnd)
  take(cursor, 'punct', matchEnd(punct, cursor) ?? at + 1)
}

function scanOneWithJsx(cursor: Cursor, self: ScanOne): void {
  const startsElement = cursor.source[cursor.at] === '<' && expectsOperand(cursor.tokens)
  if (startsElement && scanJsxElement(cursor, () => scanBraced(cursor, self))) return
  scanOneToken(cursor, self)
}

/** From `{` (or the `${` of a template) to the `}` that closes it. */
function scanBraced(cursor: Cursor, scanOne: ScanOne): void {
  take(cursor, 'punct', cursor.at + (cursor.source[cursor.at] === '$' ? 2 : 1))
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== '}') {
    if (cursor.source[cursor.at] === '{') scanBraced(cursor, scanOne)
    else scanOne(cursor, scanOne)
  }
  if (cursor.at < cursor.source.length) take(cursor, 'punct', cursor.at + 1)
}

function scanString(cursor: Cursor, quote: string): void {
  const { source } = cursor
  let end = cursor.at + 1
  while (end < source.length && source[end] !== quote && source[end] !== '\n') end += source[end] === '\\' ? 2 : 1
  take(cursor, 'string', Math.min(end + 1, source.length), source.slice(cursor.at + 1, end))
}

/** A template becomes one token for each literal piece, and the tokens of its expressions in between. */
function scanTemplate(cursor: Cursor, scanOne: ScanOne): void {
  const { source } = cursor
  advance(cursor, cursor.at + 1)
  for (;;) {
    let end = cursor.at
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1
    end = Math.min(end, source.length)
    take(cursor, 'template', end)
    if (source[end] !== '$') return advance(cursor, Math.min(end + 1, source.length))
    scanBraced(cursor, scanOne)
  }
}

const operandsFollow = new Set(
  'return typeof case in of delete void throw new do else instanceof await yield default extends as satisfies'.split(
    ' ',
  ),
)

/** True where a value may begin, so that `/` starts a regular expression and `<` an element. */
function expectsOperand(tokens: readonly Token[]): boolean {
  const index = tokens.findLastIndex((token) => token.kind !== 'comment')
  const last = tokens[index]
  if (last === undefined) return true
  if (last.kind === 'word') return operandsFollow.has(last.text) && tokens[index - 1]?.text !== '.'
  if (last.kind !== 'punct') return false
  if (last.text === ')') return closesCondition(tokens, index)
  return last.text !== ']' && last.text !== '++' && last.text !== '--'
}

/** Is this the `)` of `if (…)` and its like, after which a statement begins? */
function closesCondition(tokens: readonly Token[], closing: number): boolean {
  let depth = 0
  for (let index = closing; index >= 0; index -= 1) {
    const token = tokens[index]
    if (token?.kind !== 'punct') continue
    if (token.text === ')') depth += 1
    else if (token.text === '(') depth -= 1
    if (depth === 0) return /^(if|while|for)$/.test(tokens[index - 1]?.text ?? '')
  }
  return false
}

function matchEnd(pattern: RegExp, cursor: Cursor): number | null {
  pattern.lastIndex = cursor.at
  return pattern.test(cursor.source) ? pattern.lastIndex : null
}

function indexOrEnd(source: string, mark: string, from: number, extra = 0): number {
  const index = source.indexOf(mark, from)
  return index === -1 ? source.length : index + extra
}
