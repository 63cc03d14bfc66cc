import { join } from 'node:path'
import { ensureDataFolder } from '../files/data-folder.ts'
import { PlainFailure } from '../plain-failure.ts'
import { makeOnce, readSecretFile } from './make-once.ts'

const keyBytes = 32
/** A random key of 32 bytes has about 30 different ones; what was typed or repeated has few. */
const differentBytesMin = 16

/**
 * The key under which secrets are sealed: the value of TOLLGATE_MASTER_KEY, or a file of the data folder, which is made once.
 * Without it nothing that was sealed can be opened again.
 */
export function ensureMasterKey(home: string, given: string | undefined): Buffer {
  if (given !== undefined) return parseMasterKey(given, 'TOLLGATE_MASTER_KEY')
  const path = masterKeyFile(home)
  makeOnce(path)
  return parseMasterKey(readSecretFile(path), path)
}

export function masterKeyFile(home: string): string {
  return join(ensureDataFolder(home, 'secrets'), 'master-key')
}

/** Reads 64 hexadecimal digits, or base64 of 32 bytes. `source`: what the message blames. */
export function parseMasterKey(text: string, source: string): Buffer {
  const key = decode(text.trim())
  if (key === undefined)
    throw new PlainFailure(
      `${source} is no master key: it must be 64 hexadecimal digits, or base64 of 32 bytes. Make one with \`openssl rand -hex 32\`.`,
    )
  if (new Set(key).size < differentBytesMin)
    throw new PlainFailure(
      `${source} is no random master key: it can be guessed. Make one with \`openssl rand -hex 32\`.`,
    )
  return key
}

function decode(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined
  const key = Buffer.from(text, 'base64')
  return key.length === keyBytes ? key : undefined
}
