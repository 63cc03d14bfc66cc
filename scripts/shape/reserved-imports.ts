import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { importTarget } from './import-target.ts'
import type { Project } from './project.ts'

/** Libraries behind a seam of ours, and the files that are that seam. */
const reserved: readonly { readonly name: RegExp; readonly place: RegExp; readonly says: string }[] = [
  { name: /^kysely$/, place: /^packages\/control\/src\/storage\//, says: 'only storage/ imports kysely' },
  {
    name: /^(sqlite|pg)$/,
    // The gateway's lock is no database: it is one of the operating system, which Node can take in no other way.
    place: /^packages\/(control\/src\/(storage|analytics)\/|gateway\/src\/files\/process-lock\.ts$)/,
    says: 'only storage/ and analytics/ of control talk to a database',
  },
  {
    name: /^@redis\/client$/,
    place: /^packages\/gateway\/src\/counters\/redis(\.test)?\.ts$/,
    says: 'only counters/redis.ts imports the Redis client',
  },
]

export function reservedImports({ sources }: Project): Problem[] {
  return sources
    .filter((file) => file.path.startsWith('packages/'))
    .flatMap((file) =>
      file.imports.flatMap(({ specifier, line }) => {
        const target = importTarget(file.path, specifier)
        const name = target.kind === 'file' ? '' : target.name
        const rule = reserved.find((row) => row.name.test(name) && !row.place.test(file.path))
        return rule === undefined ? [] : [{ path: file.path, line, message: rule.says, page: pages.onePlace }]
      }),
    )
}
