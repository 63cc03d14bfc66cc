import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { errorCode, failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'

/**
 * A file of 32 random bytes in hex, for this user only; true where it was made just now. `link` fails where the file exists, so that
 * two processes starting at once end up with one secret, and a crash with none or a whole one.
 */
export function makeOnce(path: string): boolean {
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

/** What is in such a file. */
export function readSecretFile(path: string): string {
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
