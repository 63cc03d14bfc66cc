import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/** The name under which the supervisor of a data folder appears in the process list. */
export function supervisorTitle(dataFolder: string): string {
  const folder = createHash('sha256').update(realFolder(dataFolder)).digest('hex').slice(0, 8)
  return `tollgate up ${folder}`
}

function realFolder(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

/**
 * True while the process that wrote a pid file is the one that has this pid now. Pids are used again (in a container even the
 * same ones at each start), so the process must also carry the title of this folder's supervisor.
 */
export function isSupervisor(pid: number, dataFolder: string, platform: NodeJS.Platform): boolean {
  if (pid === process.pid || !isAlive(pid)) return false
  // Windows shows no command lines without a slow helper: there, and wherever we cannot look, alive is enough.
  if (platform === 'win32') return true
  const commandLine = readCommandLine(pid, platform)
  return commandLine === null ? isAlive(pid) : commandLine.trim() === supervisorTitle(dataFolder)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function readCommandLine(pid: number, platform: NodeJS.Platform): string | null {
  if (platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return null
    }
  }
  const listed = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8', timeout: 5000 })
  return listed.status === 0 ? listed.stdout : null
}
