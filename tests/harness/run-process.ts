import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

export interface ProcessOptions {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment: nothing is inherited, so that a test does not depend on the machine's. */
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  /** What stands on stdin before it is closed. */
  readonly input?: string | Uint8Array
  readonly timeoutMs: number
}

export interface ProcessResult {
  /** Null where the process was killed, by the time-out too. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
  readonly isTimedOut: boolean
}

/** Runs a program to its end. The time-out kills its whole process group: agents have launchers and helpers. */
export function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const startedAt = performance.now()
  const child = spawn(options.command, options.args, {
    cwd: options.folder,
    env: { ...options.environment },
    detached: true,
  })
  let stdout = ''
  let stderr = ''
  let isTimedOut = false
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  // A program that ends without reading its input is the program's right.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  const timer = setTimeout(() => {
    isTimedOut = true
    killGroup(child.pid)
    // Whoever left the group may hold the pipes open, and 'close' would never come.
    child.stdout.destroy()
    child.stderr.destroy()
  }, options.timeoutMs)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => {
      clearTimeout(timer)
      resolve({ exitCode, stdout, stderr, durationMs: performance.now() - startedAt, isTimedOut })
    })
  })
}

/** A search path with this Node first and the system's tools behind it. */
export function toolPath(): string {
  return `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself in the same moment.
  }
}
