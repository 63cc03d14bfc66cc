import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project, SourceFile } from './project.ts'

/** Tests are mostly tables, which split badly. */
const linesMax = { code: 300, test: 600 }

/**
 * A long file says in its first comment why it is one file: the comment has the words "long because". Tables of cases
 * (`*.corpus.ts`) may be as long as they are.
 */
export function fileLength({ sources }: Project): Problem[] {
  return sources.filter(isUnexplained).map((file) => ({
    path: file.path,
    line: maxOf(file) + 1,
    message: `over ${maxOf(file)} lines: split it, or begin with a comment that says "long because …"`,
    page: pages.style,
  }))
}

function isUnexplained(file: SourceFile): boolean {
  if (file.text.trimEnd().split('\n').length <= maxOf(file)) return false
  const first = file.comments.find((comment) => !comment.text.startsWith('#!'))
  return first === undefined || !/\blong because\b/i.test(first.text.replace(/\s*\n\s*\*?\s*/g, ' '))
}

function maxOf(file: SourceFile): number {
  if (file.path.endsWith('.corpus.ts')) return Number.POSITIVE_INFINITY
  return file.isTest ? linesMax.test : linesMax.code
}
