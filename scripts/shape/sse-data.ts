import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'

const reader = 'packages/gateway/src/protocols/sse.ts'

/** Server-sent events are read and written in one file; another that spells the field's name is a second reader. */
export function sseData({ sources }: Project): Problem[] {
  return sources
    .filter((file) => file.path.startsWith('packages/gateway/src/') && file.path !== reader && !file.isTest)
    .flatMap((file) =>
      file.code
        .filter((token) => /^(string|template|regex)$/.test(token.kind) && /(?<!\w)data:/.test(token.text))
        .map(({ line }) => ({
          path: file.path,
          line,
          message: "only protocols/sse.ts spells 'data:': use its reader and writer",
          page: pages.onePlace,
        })),
    )
}
