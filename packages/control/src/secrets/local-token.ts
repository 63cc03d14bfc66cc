import { join } from 'node:path'
import { ensureDataFolder } from '../files/data-folder.ts'
import { PlainFailure } from '../plain-failure.ts'
import { makeOnce, readSecretFile } from './make-once.ts'

/** Who can read this file of the data folder is its administrator: the commands on this machine need no log-in. Hex. */
export function ensureLocalToken(home: string): string {
  const path = join(ensureDataFolder(home, 'secrets'), 'local-token')
  makeOnce(path)
  const token = readSecretFile(path).trim()
  if (/^[0-9a-f]{64}$/.test(token)) return token
  throw new PlainFailure(`${path} is damaged: it must hold 64 hexadecimal digits. Delete it, and a new one is made.`)
}
