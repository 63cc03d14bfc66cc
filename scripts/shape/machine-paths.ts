import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'

/**
 * A path that begins in somebody's own folders: `…/src/work/x` and `https://host/home/` do not, and examples have their
 * own people, who are nobody.
 */
const machinePath = /(?<![\w.~})\]/-])\/(work|root|home)\/(?!(?<=\/home\/)(me|you|dev|alice|bob|somebody)\b)[\w.-]*/
const textFile = /(^|\/)(\.[\w-]+|[A-Z]+|run|[^/]+\.(ts|tsx|mts|mjs|js|json|md|ya?ml|sh|css|html|toml|txt|conf|lua))$/

/** Nothing in the repository knows where it was written. */
export function machinePaths({ root, files }: Project): Problem[] {
  return files
    .filter((path) => textFile.test(path))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((text, index) => {
          const found = machinePath.exec(text)?.[0]
          if (found === undefined) return []
          return [{ path, line: index + 1, message: `${found} is a path of one machine`, page: pages.style }]
        }),
    )
}
