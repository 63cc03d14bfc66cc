import type { Token } from './token.ts'

export interface Import {
  readonly specifier: string
  readonly line: number
  /**
   * 'value' and 'type' are static imports and re-exports; `import { type A }` counts as 'value', because under
   * verbatimModuleSyntax the module is still loaded.
   */
  readonly kind: 'value' | 'type' | 'dynamic' | 'require'
  /** The words between `import` and `from`. */
  readonly names: readonly string[]
}

/** All imports of a file, from its tokens: static, re-exports, dynamic, require. A computed specifier is not seen. */
export function findImports(tokens: readonly Token[]): Import[] {
  const code = tokens.filter((token) => token.kind !== 'comment')
  return code.flatMap((token, index) => {
    if (token.kind !== 'word' || isMember(code, index)) return []
    const found = importAt(code, index)
    return found === null ? [] : [found]
  })
}

function importAt(code: readonly Token[], index: number): Import | null {
  switch (code[index]?.text) {
    case 'import':
      return calledWith(code, index, 'dynamic') ?? bareImport(code, index) ?? fromClause(code, index)
    case 'export':
      return isReExport(code, index) ? fromClause(code, index) : null
    case 'require':
      return calledWith(code, index, 'require')
    default:
      return null
  }
}

function calledWith(code: readonly Token[], index: number, kind: 'dynamic' | 'require'): Import | null {
  const argument = code[index + 2]
  if (code[index + 1]?.text !== '(' || argument === undefined || !isText(argument)) return null
  return { specifier: argument.text, line: argument.line, kind, names: [] }
}

function bareImport(code: readonly Token[], index: number): Import | null {
  const next = code[index + 1]
  return next?.kind === 'string' ? { specifier: next.text, line: next.line, kind: 'value', names: [] } : null
}

function isReExport(code: readonly Token[], index: number): boolean {
  const next = code[index + (code[index + 1]?.text === 'type' ? 2 : 1)]
  return next?.kind === 'punct' && (next.text === '{' || next.text === '*')
}

/** `… from 'x'`: the clause consists of words, strings (`{ 'a-b' as c }`), braces, commas and stars only. */
function fromClause(code: readonly Token[], index: number): Import | null {
  const names: string[] = []
  for (let at = index + 1; at < code.length; at += 1) {
    const token = code[at]
    const next = code[at + 1]
    if (token === undefined || (token.kind === 'punct' && !'{},*'.includes(token.text))) return null
    if (token.kind === 'word' && token.text === 'from' && next?.kind === 'string') {
      const kind = isTypeOnly(code, index) ? 'type' : 'value'
      return { specifier: next.text, line: token.line, kind, names }
    }
    if (token.kind === 'word') names.push(token.text)
  }
  return null
}

/** `import type X`, `import type { X }`, `import type * as X`; not `import type from` and not `import type, { X } from`. */
function isTypeOnly(code: readonly Token[], index: number): boolean {
  if (code[index + 1]?.text !== 'type') return false
  const after = code[index + 2]
  if (after?.kind === 'word') return after.text !== 'from' || code[index + 3]?.text === 'from'
  return after?.text === '{' || after?.text === '*'
}

function isMember(code: readonly Token[], index: number): boolean {
  const before = code[index - 1]
  return before?.kind === 'punct' && (before.text === '.' || before.text === '?.')
}

function isText(token: Token): boolean {
  return token.kind === 'string' || token.kind === 'template'
}
