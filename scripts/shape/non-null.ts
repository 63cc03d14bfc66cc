import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Token } from '../source/token.ts'
import type { Project } from './project.ts'

/** No `x!`: narrow the type, or say with a throw why it cannot be missing. */
export function nonNull({ sources }: Project): Problem[] {
  return sources
    .filter((file) => !file.isTest)
    .flatMap((file) =>
      file.code
        .filter((_, index) => isAssertion(file.code, index))
        .map(({ line }) => ({ path: file.path, line, message: 'no non-null assertion: narrow it', page: pages.style })),
    )
}

const keywords = /^(return|typeof|case|in|of|delete|void|throw|new|do|else|instanceof|await|yield|default)$/
const operators = /^(as|satisfies|in|of|instanceof)$/

/** A `!` that follows a value and is not followed by one. */
function isAssertion(code: readonly Token[], index: number): boolean {
  const token = code[index]
  const before = code[index - 1]
  const after = code[index + 1]
  if (token?.kind !== 'punct' || token.text !== '!' || before === undefined) return false
  if (before.line !== token.line) return false
  const followsValue =
    before.kind === 'word' ? !keywords.test(before.text) : before.kind === 'punct' && /^[)\]]$/.test(before.text)
  if (!followsValue) return false
  if (after === undefined || after.line !== token.line) return true
  if (after.kind === 'word') return operators.test(after.text)
  // `if (x) !(y)` is not written here; `x!(y)` and `x![y]` might be.
  return after.kind === 'punct' && after.text !== '!'
}
