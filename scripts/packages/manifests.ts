import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRepositoryFiles } from '../repository-files.ts'

export type Versions = Readonly<Record<string, string>>

/** A package.json, or an entry of a lock file, as far as the checks look at it. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Versions
  readonly devDependencies?: Versions
  readonly optionalDependencies?: Versions
  readonly peerDependencies?: Versions
}

export interface LockEntry extends Manifest {
  readonly link?: boolean
  readonly resolved?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

/** One install of its own: the root with its workspaces, the agents of the tests, the bench. */
export interface Install {
  /** From the root; '' is the root. */
  readonly folder: string
  readonly lockFile: string
  /** The entries of the lock file; null where there is none. */
  readonly lock: Readonly<Record<string, LockEntry>> | null
  /** The package.json files that it serves, by their folder inside of it ('' for its own). */
  readonly manifests: ReadonlyMap<string, Manifest>
}

/** All installs of the repository. A package.json below packages/ is a workspace of the root; any other has its own. */
export function loadInstalls(root: string): Install[] {
  const folders = listRepositoryFiles(root)
    .filter((path) => /(^|\/)package\.json$/.test(path) && !path.includes('/fixtures/'))
    .map((path) => path.slice(0, -'package.json'.length).replace(/\/$/, ''))
  const workspaces = folders.filter((folder) => folder.startsWith('packages/'))
  return folders
    .filter((folder) => !workspaces.includes(folder))
    .map((folder) => loadInstall(root, folder, folder === '' ? workspaces : []))
}

export function manifestPath(install: Install, folder: string): string {
  return [install.folder, folder, 'package.json'].filter((part) => part !== '').join('/')
}

function loadInstall(root: string, folder: string, workspaces: readonly string[]): Install {
  const lockFile = folder === '' ? 'package-lock.json' : `${folder}/package-lock.json`
  const lock = existsSync(join(root, lockFile))
    ? (readJson(join(root, lockFile)) as { packages: Install['lock'] })
    : null
  const manifests = ['', ...workspaces].map((inside): [string, Manifest] => [
    inside,
    readJson(join(root, folder, inside, 'package.json')) as Manifest,
  ])
  return { folder, lockFile, lock: lock?.packages ?? null, manifests: new Map(manifests) }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
