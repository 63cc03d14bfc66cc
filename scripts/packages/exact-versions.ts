import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { type Install, manifestPath } from './manifests.ts'

/** `1.2.3`, `1.2.3-beta.4`, or an alias for such a version. */
const exact = /^(npm:(@[^/]+\/)?[^@]+@)?\d+\.\d+\.\d+(-[\w.-]+)?$/

/** Nothing in a package.json leaves the version to the day of the install. */
export function exactVersions(install: Install): Problem[] {
  return [...install.manifests].flatMap(([folder, manifest]) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
      .filter(([, version]) => !exact.test(version))
      .map(([name, version]) => ({
        path: manifestPath(install, folder),
        line: 1,
        message: `${name} is "${version}": name one exact version`,
        page: pages.dependencies,
      })),
  )
}
