import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a private folder and those above it. Not by mkdir's `recursive`: where a file system answers ENOENT although the folder
 * above is there (/proc does), Node 24 tries again for ever, and takes all memory while it does.
 */
export async function makeFolder(path: string): Promise<void> {
  if ((await makeOne(path)) === null) return
  await makeFolder(dirname(path))
  const missing = await makeOne(path)
  if (missing !== null) throw missing
}

/** Null when the folder is there now; the error when the one above it is not. */
async function makeOne(path: string): Promise<Error | null> {
  try {
    await mkdir(path, { mode: 0o700 })
    return null
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT' && dirname(path) !== path) return error
    if (error.code === 'EEXIST' && (await stat(path)).isDirectory()) return null
    throw error
  }
}
