import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statSync } from 'node:fs'
import { writeAtomically } from '../files/write-atomically.ts'
import { readSecretFile } from './make-once.ts'
import { ensureMasterKey, masterKeyFile, parseMasterKey } from './master-key.ts'
import { createVault, SealBroken, type Vault } from './vault.ts'

/** Where master keys come from: variables, else files of the data folder. */
export interface KeySource {
  readonly home: string
  /** TOLLGATE_MASTER_KEY */
  readonly masterKey: string | undefined
  /** TOLLGATE_MASTER_KEY_OLD: opens what was sealed before the key was changed. */
  readonly masterKeyOld: string | undefined
}

/**
 * A vault that follows its key files: a rotation that another process of this machine makes is noticed before the next text is sealed
 * and where one does not open, without a restart.
 */
export function openVault(source: KeySource): Vault {
  let seen = signature(source)
  let vault = readVault(source)
  const refresh = () => {
    const now = signature(source)
    if (now === seen) return false
    seen = now
    vault = readVault(source)
    return true
  }
  return {
    seal: (text, place) => {
      refresh()
      return vault.seal(text, place)
    },
    open: (sealed, place) => {
      try {
        return vault.open(sealed, place)
      } catch (error) {
        if (!(error instanceof SealBroken) || !refresh()) throw error
        return vault.open(sealed, place)
      }
    },
  }
}

/** Puts a new key in the place of the file's; the old one goes on opening until `forgetOldKey`. */
export function replaceKeyFile(home: string): void {
  const path = masterKeyFile(home)
  writeAtomically(oldKeyFile(home), readSecretFile(path), { mode: 0o600 })
  writeAtomically(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
}

export function forgetOldKey(home: string): void {
  rmSync(oldKeyFile(home), { force: true })
}

export function hasOldKey(home: string): boolean {
  return existsSync(oldKeyFile(home))
}

function oldKeyFile(home: string): string {
  return `${masterKeyFile(home)}.old`
}

function readVault({ home, masterKey, masterKeyOld }: KeySource): Vault {
  const current = ensureMasterKey(home, masterKey)
  const older = masterKeyOld === undefined ? [] : [parseMasterKey(masterKeyOld, 'TOLLGATE_MASTER_KEY_OLD')]
  if (masterKey === undefined && hasOldKey(home))
    older.push(parseMasterKey(readSecretFile(oldKeyFile(home)), oldKeyFile(home)))
  return createVault(current, older)
}

function signature({ home, masterKey }: KeySource): string {
  if (masterKey !== undefined) return 'given'
  return [masterKeyFile(home), oldKeyFile(home)]
    .map((path) => {
      const status = statSync(path, { throwIfNoEntry: false, bigint: true })
      return status === undefined ? '-' : `${status.ino} ${status.mtimeNs}`
    })
    .join(' ')
}
