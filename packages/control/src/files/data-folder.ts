import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PlainFailure } from '../plain-failure.ts'
import { failureReason } from './failure-reason.ts'

/** Makes a folder inside the data folder (and the data folder itself) for this user only, and returns its path. */
export function ensureDataFolder(home: string, ...inside: string[]): string {
  const folder = join(home, ...inside)
  try {
    makeFolder(home)
    makeFolder(folder)
  } catch (error) {
    throw new PlainFailure(
      `The data folder ${folder} cannot be used: ${failureReason(error)}. Make it writable for this user, or name another one in TOLLGATE_HOME.`,
      { cause: error },
    )
  }
  return folder
}

/** One level at a time: Node's recursive mkdir never ends where a parent exists and takes no folder, as under /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}
