import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chown, copyFile, lstat, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'

/** Codex's `config.toml` as it was found. */
export interface ConfigFile {
  readonly path: string
  /** Where the bytes are: elsewhere, when the file is a link into somebody's dotfiles. */
  readonly target: string
  /** Null when there is no file yet. */
  readonly text: string | null
  readonly mode: number
  readonly owner: { readonly user: number; readonly group: number } | null
}

export interface Backup {
  readonly path: string
  /** What the file was before; null when there was none. */
  readonly text: string | null
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

const fileName = 'config.toml'
const backupPrefix = `${fileName}.before-tollgate-`
/** Marks that there was no file to keep: undoing then means removing. */
const nothingSuffix = '.none'

export async function readConfigFile(codexHome: string): Promise<Read<ConfigFile>> {
  const path = join(codexHome, fileName)
  const found = await lstat(path).catch(ifMissing)
  if (found === null) return { ok: true, value: { path, target: path, text: null, mode: 0o600, owner: null } }
  const target = await realpath(path).catch(ifMissing)
  if (target === null) return { ok: false, reason: `${path} is a link to a file that does not exist` }
  const { mode, uid, gid } = await stat(target)
  const text = decode(await readFile(target))
  if (text === null) return { ok: false, reason: `${path} is not UTF-8 text` }
  return { ok: true, value: { path, target, text, mode: mode & 0o777, owner: { user: uid, group: gid } } }
}

/** Keeps what there is beside the file, with its mode. Nothing to keep is kept too, as a mark. Returns the copy's path. */
export async function backUp(file: ConfigFile, now: Date): Promise<string> {
  await makeFolder(dirname(file.path))
  const path = `${join(dirname(file.path), backupPrefix)}${timestamp(now)}`
  if (file.text !== null) {
    await copyFile(file.target, path, constants.COPYFILE_EXCL)
    return path
  }
  const mark = await open(path + nothingSuffix, 'wx', 0o600)
  await mark.writeFile('There was no config.toml before `tollgate connect codex`; --undo removes it.\n')
  await mark.close()
  return path + nothingSuffix
}

/** Replaces the file in one step, mode and owner kept: Codex reads the old text or the new one, never half of one. */
export async function writeConfigFile(file: ConfigFile, text: string): Promise<void> {
  await makeFolder(dirname(file.target))
  const draft = join(dirname(file.target), `.${basename(file.target)}.${randomUUID()}`)
  try {
    const handle = await open(draft, 'wx', file.mode)
    await handle.chmod(file.mode)
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
    // Only root can give files away; for everybody else the owner is the same one anyway.
    if (file.owner !== null) await chown(draft, file.owner.user, file.owner.group).catch(() => undefined)
    await rename(draft, file.target)
  } finally {
    await rm(draft, { force: true })
  }
}

export async function newestBackup(codexHome: string): Promise<Backup | null> {
  const names = (await readdir(codexHome).catch(ifMissing)) ?? []
  const newest = names
    .filter((name) => name.startsWith(backupPrefix))
    .sort()
    .at(-1)
  if (newest === undefined) return null
  const path = join(codexHome, newest)
  return { path, text: newest.endsWith(nothingSuffix) ? null : await readFile(path, 'utf8') }
}

/** Puts the backup in place and takes it off the pile. What it replaces is kept beside it; its path is returned. */
export async function restoreBackup(file: ConfigFile, backup: Backup, now: Date): Promise<string | null> {
  let kept: string | null = null
  if (file.text !== null) {
    kept = join(dirname(file.path), `${fileName}.undone-${timestamp(now)}`)
    await copyFile(file.target, kept, constants.COPYFILE_EXCL)
  }
  if (backup.text === null) await rm(file.path, { force: true })
  else await writeConfigFile({ ...file, mode: (await stat(backup.path)).mode & 0o777 }, backup.text)
  await rm(backup.path)
  return kept
}

/** To the millisecond, so that names sort by age: 20261122T194000123Z. */
function timestamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:.]/g, '')
}

/** Null for bytes that could not be written back as they were. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function ifMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
