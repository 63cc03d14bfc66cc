import { type FSWatcher, realpathSync, statSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { failureReason } from '../files/failure-reason.ts'

export interface WatchOptions {
  /** Quiet time after the last sign of a change: editors write in several steps. */
  debounceMs?: number
  /** How often the file is looked at where the system tells nothing (network shares, some container mounts). */
  pollMs?: number
  /** Told once where the system's own notification cannot be used. */
  onDegraded: (reason: string) => void
}

/**
 * Calls back after the file has changed. Editors replace files rather than write them, so the folder is watched; where the file is
 * a link, that of its target too (a mounted ConfigMap swaps a link beside it).
 */
export function watchConfig(file: string, onChange: () => void, options: WatchOptions): { close(): void } {
  const { debounceMs = 50, pollMs = 1_000, onDegraded } = options
  let seen = signature(file)
  let timer: NodeJS.Timeout | undefined
  const settle = () => {
    const current = signature(file)
    if (current === seen) return
    seen = current
    onChange()
  }
  const stir = () => {
    clearTimeout(timer)
    timer = setTimeout(settle, debounceMs)
  }
  const watchers = foldersOf(file).flatMap((folder) => watchFolder(folder, stir, onDegraded))
  const poll = setInterval(() => {
    if (signature(file) !== seen) stir()
  }, pollMs)
  return {
    close: () => {
      clearTimeout(timer)
      clearInterval(poll)
      for (const watcher of watchers) watcher.close()
    },
  }
}

function watchFolder(folder: string, onEvent: () => void, onDegraded: (reason: string) => void): FSWatcher[] {
  try {
    const watcher = watch(folder, onEvent)
    // The folder itself may go away; the poll finds the file when it is back.
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch (error) {
    onDegraded(`${folder}: ${failureReason(error)}`)
    return []
  }
}

function foldersOf(file: string): string[] {
  try {
    return [...new Set([dirname(file), dirname(realpathSync(file))])]
  } catch {
    return [dirname(file)]
  }
}

/** Changes whenever the content may have: another file, another size or another time. */
function signature(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false, bigint: true })
  return status === undefined ? 'missing' : `${status.dev} ${status.ino} ${status.size} ${status.mtimeNs}`
}
