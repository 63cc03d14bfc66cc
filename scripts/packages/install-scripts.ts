import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Install } from './manifests.ts'

/** What `npm start` installs runs nothing while it is being installed. */
export function installScripts(install: Install): Problem[] {
  if (install.folder !== '') return []
  return Object.entries(install.lock ?? {})
    .filter(([, entry]) => entry.hasInstallScript && !entry.dev)
    .map(([path]) => ({
      path: install.lockFile,
      line: 1,
      message: `${path.replace(/^.*node_modules\//, '')} runs an install script: production dependencies have none`,
      page: pages.dependencies,
    }))
}
