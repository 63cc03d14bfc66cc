import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export interface WriteOptions {
  mode: number
  /** Kept where a privileged user edits somebody else's file. */
  owner?: { uid: number; gid: number }
}

/** Replaces a file so that a reader, or a crash, finds either the old content or the new one, never half of it. */
export function writeAtomically(path: string, text: string, { mode, owner }: WriteOptions): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  const file = openSync(temporary, 'wx', mode)
  try {
    try {
      writeFileSync(file, text)
      fchmodSync(file, mode)
      if (owner !== undefined) keepOwner(file, owner)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function keepOwner(file: number, owner: { uid: number; gid: number }): void {
  if (owner.uid === process.getuid?.() && owner.gid === process.getgid?.()) return
  try {
    fchownSync(file, owner.uid, owner.gid)
  } catch {
    // Only root may give a file away; for everybody else the new file is their own, as with any editor.
  }
}
