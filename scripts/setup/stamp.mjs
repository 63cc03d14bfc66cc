import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an install must be to count: the lock file's hash, and the platform (a checkout may be shared with a container). */
export function wantedStamp(folder) {
  const lockFile = readFileSync(join(folder, 'package-lock.json'))
  return {
    lock: createHash('sha256').update(lockFile).digest('hex'),
    platform: `${process.platform}-${process.arch}`,
  }
}

/** The stamp of the last finished install in this folder, or null. */
export function readStamp(folder) {
  return readJson(stampFile(folder))
}

export function writeStamp(folder, stamp) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  writeFileSync(stampFile(folder), `${JSON.stringify(stamp)}\n`)
}

/** Left while an install runs, so that an interrupted one is neither trusted nor adopted. */
export function markUnfinished(folder) {
  rmSync(stampFile(folder), { force: true })
  writeStamp(folder, { unfinished: true })
}

/**
 * What npm itself installed here without us (`npm ci && npm test`), told by the lock file that npm keeps inside
 * node_modules: 'full', 'production' or null.
 */
export function adoptableFlavour(folder) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages
  const present = readJson(join(folder, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted || !present) return null
  const missing = Object.entries(wanted).filter(
    ([path, entry]) =>
      path.startsWith('node_modules/') &&
      !entry.optional &&
      !entry.devOptional &&
      !(path in present && present[path].version === entry.version),
  )
  if (missing.length === 0) return 'full'
  return missing.every(([, entry]) => entry.dev) ? 'production' : null
}

function stampFile(folder) {
  return join(folder, 'node_modules', '.tollgate-setup')
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
