import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project, SourceFile } from './project.ts'
import { findSequence } from './token-sequence.ts'

const runner = /^(test|it|describe|suite)$/
const focused = 'only() silences every other test of the file'
const unexplained = "a test is skipped with a reason, { skip: 'why' }, which the run prints"

/** Nothing silences a test without saying why. */
export function silencedTests({ sources }: Project): Problem[] {
  return sources
    .filter((file) => file.isTest)
    .flatMap((file) => [
      ...at(file, [runner, '.', 'only', '('], focused),
      ...at(file, ['only', ':', 'true'], focused),
      ...at(file, [runner, '.', /^(skip|todo)$/, '('], unexplained),
      ...at(file, [/^(skip|todo)$/, ':', 'true'], unexplained),
      ...at(file, ['.', /^(skip|todo)$/, '(', ')'], unexplained),
    ])
}

function at(file: SourceFile, texts: readonly (string | RegExp)[], message: string): Problem[] {
  return findSequence(file.code, texts).map((index) => ({
    path: file.path,
    line: file.code[index]?.line ?? 1,
    message,
    page: pages.tests,
  }))
}
