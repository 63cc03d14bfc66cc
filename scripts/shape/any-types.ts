import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Token } from '../source/token.ts'
import type { Project } from './project.ts'

/** No `any`: `unknown` and a schema instead. Members called any (`AbortSignal.any`, `{ any: … }`) are fine. */
export function anyTypes({ sources }: Project): Problem[] {
  return sources
    .filter((file) => !file.isTest)
    .flatMap((file) =>
      file.code
        .filter((_, index) => isAnyType(file.code, index))
        .map(({ line }) => ({ path: file.path, line, message: 'no any: use unknown and parse it', page: pages.style })),
    )
}

function isAnyType(code: readonly Token[], index: number): boolean {
  const token = code[index]
  if (token?.kind !== 'word' || token.text !== 'any') return false
  const before = code[index - 1]?.text ?? ''
  const after = code[index + 1]?.text ?? ''
  const isMember = before === '.' || before === '?.'
  const isName = after === '(' || after === ':' || (after === '?' && code[index + 2]?.text === ':')
  return !isMember && !isName
}
