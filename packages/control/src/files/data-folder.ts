import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PlainFailure } from '../plain-failure.ts'
import { failureReason } from './failure-reason.ts'

/** Makes a folder inside the data folder (and the data folder itself) for this user only, and returns its path. */
export function ensureDataFolder(home: string, ...inside: string[]): string {
  const folder = join(home, ...inside)
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new PlainFailure(
      `The data folder ${folder} cannot be used: ${failureReason(error)}. Make it writable for this user, or name another one in TOLLGATE_HOME.`,
      { cause: error },
    )
  }
  return folder
}
