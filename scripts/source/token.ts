export type TokenKind = 'word' | 'number' | 'string' | 'template' | 'regex' | 'comment' | 'punct' | 'jsx-text'

/** A piece of TypeScript source. `text` of a string or template piece is what stands between its quotes, escapes as written. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly line: number
}

/** Where a scan stands; the scanners move it. */
export interface Cursor {
  readonly source: string
  readonly tokens: Token[]
  at: number
  line: number
}

/** Moves to `end` and counts the lines in between. */
export function advance(cursor: Cursor, end: number): void {
  for (
    let at = cursor.source.indexOf('\n', cursor.at);
    at !== -1 && at < end;
    at = cursor.source.indexOf('\n', at + 1)
  ) {
    cursor.line += 1
  }
  cursor.at = end
}

/** Moves to `end` and notes a token from here to there; `text` where it is not the whole of it. */
export function take(cursor: Cursor, kind: TokenKind, end: number, text?: string): void {
  const { line } = cursor
  cursor.tokens.push({ kind, line, text: text ?? cursor.source.slice(cursor.at, end) })
  advance(cursor, end)
}
