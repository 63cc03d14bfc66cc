import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CommandFailure } from '../command-failure.ts'
import { makeFolder } from '../files/make-folder.ts'
import { type JsonObject, objectOf, textOf } from './json.ts'

/** What `tollgate login` keeps: where, with which token, and the public key that was accepted (null: authorities vouch for it). */
export interface Login {
  readonly url: string
  readonly token: string
  readonly fingerprint: string | null
}

export function loginFilePath(dataFolder: string): string {
  return join(dataFolder, 'cli', 'login.json')
}

/** Null when nobody is logged in. */
export function readLogin(dataFolder: string): Login | null {
  const path = loginFilePath(dataFolder)
  const text = readIfThere(path)
  if (text === null) return null
  const login = parse(text)
  const url = textOf(login.url)
  const token = textOf(login.token)
  if (url === null || !URL.canParse(url) || token === null)
    throw new CommandFailure(
      `${path} cannot be read as a log-in: delete it with npx tollgate logout, and log in again.`,
    )
  return { url, token, fingerprint: textOf(login.fingerprint) }
}

/** Replaced in one step: another command reads the old log-in or the new one. */
export async function writeLogin(dataFolder: string, login: Login): Promise<string> {
  const path = loginFilePath(dataFolder)
  const draft = `${path}.${randomUUID()}`
  await makeFolder(dirname(path))
  await writeFile(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, path)
  return path
}

/** False when there was none. */
export async function removeLogin(dataFolder: string): Promise<boolean> {
  const path = loginFilePath(dataFolder)
  const was = readIfThere(path) !== null
  await rm(path, { force: true })
  return was
}

function parse(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return {}
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}
