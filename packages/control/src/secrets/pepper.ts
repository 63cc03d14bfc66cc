import { join } from 'node:path'
import { ensureDataFolder } from '../files/data-folder.ts'
import { PlainFailure } from '../plain-failure.ts'
import { makeOnce, readSecretFile } from './make-once.ts'

export interface Pepper {
  /** 32 bytes, hex: the secret of every key digest of this data folder. */
  readonly hex: string
  /** True where it was made just now, so that no digest made earlier can match. */
  readonly isNew: boolean
}

/** The pepper of a data folder, made once and never changed: with another one no key would be known any more. */
export function ensurePepper(home: string): Pepper {
  const path = join(ensureDataFolder(home, 'secrets'), 'pepper')
  const isNew = makeOnce(path)
  const hex = readSecretFile(path).trim()
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new PlainFailure(
      `${path} is damaged: it must hold 64 hexadecimal digits. Put it back from a backup; if there is none, delete it and make new API keys.`,
    )
  return { hex, isNew }
}
