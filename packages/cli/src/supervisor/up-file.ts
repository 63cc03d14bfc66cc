import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type UpFile, upFileSchema } from '@tollgate/contract/process-messages'
import { makeFolder } from '../files/make-folder.ts'
import { isSupervisor } from './process-identity.ts'

export type Claim = { readonly ok: true } | { readonly ok: false; readonly message: string }

export interface UpFilePlace {
  readonly dataFolder: string
  readonly platform: NodeJS.Platform
}

export function upFilePath(dataFolder: string): string {
  return join(dataFolder, 'run', 'up.json')
}

/** What the running `tollgate up` of this folder wrote; null when none runs. */
export function readRunning(place: UpFilePlace): UpFile | null {
  const upFile = parseUpFile(readIfThere(upFilePath(place.dataFolder)))
  return upFile !== null && isSupervisor(upFile.pid, place.dataFolder, place.platform) ? upFile : null
}

/** Makes this process the only `tollgate up` of the folder, or says who is. A file left by a dead one is taken over. */
export async function claimDataFolder(place: UpFilePlace, upFile: UpFile): Promise<Claim> {
  const path = upFilePath(place.dataFolder)
  const draft = `${path}.${process.pid}`
  try {
    await makeFolder(join(place.dataFolder, 'run'))
    await writeFile(draft, format(upFile), { mode: 0o600 })
    return await claimWith(draft, path, place)
  } catch (error) {
    return { ok: false, message: unusable(place.dataFolder, error) }
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

/** Replaces what was claimed with, once the ports are known. False when another process has the folder now. */
export async function rewriteUpFile(dataFolder: string, upFile: UpFile): Promise<boolean> {
  const path = upFilePath(dataFolder)
  if (!isOurs(path)) return false
  const draft = `${path}.${process.pid}`
  await writeFile(draft, format(upFile), { mode: 0o600 })
  await rename(draft, path)
  return true
}

export async function releaseDataFolder(dataFolder: string): Promise<void> {
  const path = upFilePath(dataFolder)
  if (isOurs(path)) await rm(path, { force: true }).catch(() => undefined)
}

async function claimWith(draft: string, path: string, place: UpFilePlace): Promise<Claim> {
  // A few rounds, because another process may take over the same leftover at the same moment.
  for (let round = 0; round < 5; round++) {
    if (await createFrom(draft, path)) return { ok: true }
    const found = readIfThere(path)
    if (found === null) continue
    const holder = parseUpFile(found)
    if (holder !== null && isSupervisor(holder.pid, place.dataFolder, place.platform)) {
      return { ok: false, message: alreadyRuns(place.dataFolder, holder) }
    }
    await removeLeftover(path, found)
  }
  return { ok: false, message: `Another start on ${place.dataFolder} came first: try again in a moment.` }
}

/** Creates the file with its whole content at once, or not at all if it is there: a reader never sees half of it. */
async function createFrom(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
  }
  // A file system without hard links: the exclusive create is as strict, only not as whole.
  try {
    await writeFile(path, await readFile(draft), { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Moves the leftover aside before deleting it: whoever moved something else than what was judged puts it back. */
async function removeLeftover(path: string, judged: string): Promise<void> {
  const aside = `${path}.left-${process.pid}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if (readIfThere(aside) !== judged) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

function isOurs(path: string): boolean {
  return parseUpFile(readIfThere(path))?.pid === process.pid
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // A folder of somebody else is answered by what is done next with it.
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR') || isCode(error, 'EACCES')) return null
    throw error
  }
}

function parseUpFile(text: string | null): UpFile | null {
  if (text === null) return null
  try {
    return upFileSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function format(upFile: UpFile): string {
  return `${JSON.stringify(upFile, null, 2)}\n`
}

function alreadyRuns(dataFolder: string, holder: UpFile): string {
  return (
    `Tollgate already runs on ${dataFolder} (process ${holder.pid}, since ${new Date(holder.startedAt).toISOString()}): ` +
    'stop that one, or give this one a folder of its own with TOLLGATE_HOME.'
  )
}

function unusable(dataFolder: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return `The data folder ${dataFolder} cannot be used (${reason}): make it yours, or name another one in TOLLGATE_HOME.`
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
