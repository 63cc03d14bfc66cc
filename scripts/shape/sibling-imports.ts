import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { importTarget } from './import-target.ts'
import type { Project } from './project.ts'

const sibling = /^(packages\/[^/]+\/src\/(?:.*\/)?(policies|protocols|services|features))\/([^/]+)\//

/**
 * A policy, protocol, service or feature knows nothing of the ones beside it. Files that lie directly in such a folder
 * (`protocols/sse.ts`, `policies/index.ts`) are shared by all, or list them all.
 */
export function siblingImports({ sources }: Project): Problem[] {
  return sources.flatMap((file) => {
    const own = sibling.exec(file.path)
    if (own === null) return []
    return file.imports.flatMap(({ specifier, line }) => {
      const target = importTarget(file.path, specifier)
      const other = target.kind === 'file' ? sibling.exec(target.path) : null
      if (other === null || other[1] !== own[1] || other[3] === own[3]) return []
      const message = `${own[2]}/${own[3]} must not import its sibling ${other[3]}: move what both need into ${own[2]}/ itself`
      return [{ path: file.path, line, message, page: pages.siblings }]
    })
  })
}
