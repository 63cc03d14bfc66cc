import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'
import { findSequence } from './token-sequence.ts'

/** Tools load these by their default export: configurations, and reporters of node:test. */
const demanded = /(\.config\.(ts|mjs|js)|-reporter\.ts)$/

export function defaultExports({ sources }: Project): Problem[] {
  return sources
    .filter((file) => !demanded.test(file.path))
    .flatMap((file) =>
      findSequence(file.code, ['export', 'default']).map((index) => ({
        path: file.path,
        line: file.code[index]?.line ?? 1,
        message: 'no default export: a name is found by searching',
        page: pages.style,
      })),
    )
}
