import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writePrivateFile } from '../files/private-file.ts'

const keyBytes = 32

/** The key of the last good copy, in a file of its own; made where there is none, or one that cannot be a key. */
export function lastGoodKey(path: string): Buffer {
  const known = read(path)
  if (known?.length === keyBytes) return known
  const made = randomBytes(keyBytes)
  writePrivateFile(path, made)
  return made
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
