import { spawn } from 'node:child_process'

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunProgramOptions {
  readonly cwd: string
  readonly environment?: NodeJS.ProcessEnv
  /** Told the process as soon as it is started. */
  readonly onStart?: (pid: number) => void
}

/** Runs a program to its end. */
export function runProgram(command: readonly string[], options: RunProgramOptions): Promise<ProgramEnd> {
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.environment }
    const child = spawn(program, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
    if (child.pid !== undefined) options.onStart?.(child.pid)
  })
}
