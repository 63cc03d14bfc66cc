import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDataFolder } from '../files/data-folder.ts'
import { errorCode, failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'

export interface Pepper {
  /** 32 bytes, hex: the secret of every key digest of this data folder. */
  readonly hex: string
  /** True where it was made just now, so that no digest made earlier can match. */
  readonly isNew: boolean
}

/** The pepper of a data folder, made once and never changed: with another one no key would be known any more. */
export function ensurePepper(home: string): Pepper {
  const path = join(ensureDataFolder(home, 'secrets'), 'pepper')
  const isNew = createOnce(path)
  const hex = readText(path).trim()
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new PlainFailure(
      `${path} is damaged: it must hold 64 hexadecimal digits. Put it back from a backup; if there is none, delete it and make new API keys.`,
    )
  return { hex, isNew }
}

/** `link` fails where the file exists, so that two processes starting at once end up with one pepper, and a crash with none or a whole one. */
function createOnce(path: string): boolean {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return false
    writeFileSync(temporary, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    publish(temporary, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw new PlainFailure(`${path} cannot be made: ${failureReason(error)}.`, { cause: error })
  } finally {
    rmSync(temporary, { force: true })
  }
}

function publish(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    // Some file systems (exFAT, network shares) have no links.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(errorCode(error) ?? '')) throw error
    renameSync(temporary, path)
  }
}

function readText(path: string): string {
  try {
    // Others must not read it, however the file came here.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new PlainFailure(`${path} cannot be read: ${failureReason(error)}. Make it readable for this user.`, {
      cause: error,
    })
  }
}
