import { advance, type Cursor, take } from './token.ts'

const opening = /<(?:>|[A-Za-z_$][\w$.:-]*(?=[\s/>]))/y
const genericArrow = /<[A-Za-z_$][\w$]*\s*(?:,|\bextends\b)/y
const attributeName = /[A-Za-z_$][\w$.:-]*/y

/**
 * Scans the JSX element at the cursor, its attributes and children included; `scanBraced` scans the code of a `{…}`.
 * Answers false, without moving, where no element starts (a type parameter list, a comparison).
 */
export function scanJsxElement(cursor: Cursor, scanBraced: () => void): boolean {
  if (matches(genericArrow, cursor) || !matches(opening, cursor)) return false
  const fragment = cursor.source[cursor.at + 1] === '>'
  take(cursor, 'punct', opening.lastIndex)
  if (fragment || scanAttributes(cursor, scanBraced)) scanChildren(cursor, scanBraced)
  return true
}

/** True where the tag ends with `>`, so that children follow; false for `/>`. */
function scanAttributes(cursor: Cursor, scanBraced: () => void): boolean {
  const { source } = cursor
  while (cursor.at < source.length) {
    const here = source[cursor.at]
    if (here === '>') {
      take(cursor, 'punct', cursor.at + 1)
      return true
    }
    if (source.startsWith('/>', cursor.at)) {
      take(cursor, 'punct', cursor.at + 2)
      return false
    }
    if (here === '{') scanBraced()
    else if (here === '"' || here === "'") scanAttributeText(cursor, here)
    else if (matches(attributeName, cursor)) take(cursor, 'word', attributeName.lastIndex)
    else advance(cursor, cursor.at + 1)
  }
  return false
}

function scanAttributeText(cursor: Cursor, quote: string): void {
  const end = cursor.source.indexOf(quote, cursor.at + 1)
  const stop = end === -1 ? cursor.source.length : end
  take(cursor, 'string', Math.min(stop + 1, cursor.source.length), cursor.source.slice(cursor.at + 1, stop))
}

function scanChildren(cursor: Cursor, scanBraced: () => void): void {
  const { source } = cursor
  while (cursor.at < source.length) {
    if (source.startsWith('</', cursor.at)) {
      const end = source.indexOf('>', cursor.at)
      return take(cursor, 'punct', end === -1 ? source.length : end + 1)
    }
    if (source[cursor.at] === '{') scanBraced()
    else if (source[cursor.at] === '<' && scanJsxElement(cursor, scanBraced)) continue
    else {
      const rest = source.slice(cursor.at + 1).search(/[<{]/)
      take(cursor, 'jsx-text', rest === -1 ? source.length : cursor.at + 1 + rest)
    }
  }
}

function matches(pattern: RegExp, cursor: Cursor): boolean {
  pattern.lastIndex = cursor.at
  return pattern.test(cursor.source)
}
