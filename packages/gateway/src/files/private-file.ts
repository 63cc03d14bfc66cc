import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A folder for this account only. One level at a time: Node's recursive mkdir never ends where a parent takes no folder, as under /proc. */
export function makePrivateFolder(path: string): void {
  if (existsSync(path)) return
  if (!existsSync(dirname(path))) makePrivateFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

/** Writes a file for this account only, whole or not at all, and it is there after a power failure. */
export function writePrivateFile(path: string, content: string | Buffer): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  const file = openSync(temporary, 'wx', 0o600)
  try {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Makes the names in a folder survive a power failure. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
