import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'
import { findSequence } from './token-sequence.ts'

const bound = /^packages\/gateway\/src\/(pipeline|policies)\//
const catcher = 'packages/gateway/src/pipeline/run.ts'

/** What a policy throws reaches the one place that knows its `onFailure`: nobody on the way catches. */
export function catching({ sources }: Project): Problem[] {
  return sources
    .filter((file) => bound.test(file.path) && file.path !== catcher && !file.isTest)
    .flatMap((file) =>
      findSequence(file.code, ['catch'])
        .filter((index) => /^[({]$/.test(file.code[index + 1]?.text ?? ''))
        .map((index) => ({
          path: file.path,
          line: file.code[index]?.line ?? 1,
          message: 'only pipeline/run.ts catches: let it throw, or make the expected case a returned value',
          page: pages.onePlace,
        })),
    )
}
