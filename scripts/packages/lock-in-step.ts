import { isDeepStrictEqual } from 'node:util'
import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { type Install, type LockEntry, type Manifest, manifestPath, type Versions } from './manifests.ts'

type Lock = Readonly<Record<string, LockEntry>>

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const
const remedy = 'run npm install under Node 24 and commit the lock file'

/**
 * `npm ci` will accept the lock file, as far as can be told without the network: it says what the package.json files say, and
 * holds an entry for every dependency of every entry. Optional ones count too: where a registry lacks the build for
 * another platform, npm install leaves it out of the lock file, and npm ci then refuses the file on an empty machine.
 */
export function lockInStep(install: Install): Problem[] {
  const { lock, lockFile, manifests } = install
  if (lock === null) {
    const message = `${manifestPath(install, '')} has no package-lock.json beside it`
    return [{ path: manifestPath(install, ''), line: 1, message, page: pages.dependencies }]
  }
  const messages = [
    ...[...manifests]
      .filter(([folder, manifest]) => !isSame(lock[folder], manifest))
      .map(([folder]) => {
        return `does not say what ${manifestPath(install, folder)} says: ${remedy}`
      }),
    ...Object.entries(lock).flatMap(([path, entry]) => missing(lock, path, entry)),
  ]
  return messages.map((message) => ({ path: lockFile, line: 1, message, page: pages.dependencies }))
}

function isSame(entry: LockEntry | undefined, manifest: Manifest): boolean {
  if (entry === undefined || (entry.version ?? '') !== (manifest.version ?? '')) return false
  return kinds.every((kind) => isDeepStrictEqual({ ...entry[kind] }, { ...manifest[kind] }))
}

function missing(lock: Lock, path: string, entry: LockEntry): string[] {
  if (entry.link) return entry.resolved !== undefined && entry.resolved in lock ? [] : [`lacks the target of ${path}`]
  const ownDev = path.includes('node_modules/') ? {} : entry.devDependencies
  const wanted: Versions = { ...entry.dependencies, ...entry.optionalDependencies, ...ownDev }
  return Object.keys(wanted)
    .filter((name) => !isFound(lock, path, name))
    .map(
      (name) =>
        `has no entry for ${name}, which ${path || 'package.json'} depends on: ${remedy}, or add the entry by hand`,
    )
}

/** Looks where Node would: in the node_modules of the entry and of every folder above it. */
function isFound(lock: Lock, path: string, name: string): boolean {
  const segments = path === '' ? [] : path.split('/')
  for (let length = segments.length; length >= 0; length -= 1) {
    const folder = segments.slice(0, length).join('/')
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock) return true
  }
  return false
}
