import { fork } from 'node:child_process'
import { constants } from 'node:os'
import { processFailedSchema } from '@tollgate/contract/process-messages'
import type { CommandContext, Environment } from '../command-context.ts'
import { hasSilentParent, ignoreAbort, parentGone } from '../supervisor/shutdown-request.ts'

export interface AloneProgram {
  readonly main: string
  readonly args: readonly string[]
  readonly environment: Environment
  /** What it says besides its log: that it is ready, for the person at the terminal. */
  readonly onMessage: (message: unknown) => void
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** One process in this terminal: it gets our signals, its log is our stderr, and its exit code is the result. */
export function runAlone(context: CommandContext, program: AloneProgram): Promise<number> {
  return new Promise((done) => {
    const child = fork(program.main, program.args, {
      cwd: context.workingFolder,
      env: { ...program.environment },
      execArgv: [],
      stdio: ['ignore', 2, 2, 'ipc'],
      // In the terminal's group a Ctrl-C would reach it twice: from the terminal, and from us.
      detached: context.platform !== 'win32',
      windowsHide: true,
    })
    const listeners = passedOn.map((signal) => ({ signal, pass: () => child.kill(signal) }))
    for (const { signal, pass } of listeners) process.on(signal, pass)
    const watching = new AbortController()
    // npm dies of a SIGTERM without telling us.
    if (hasSilentParent(context.environment))
      void parentGone(watching.signal).then(() => child.kill('SIGTERM'), ignoreAbort)
    child.on('message', (message) => {
      const failed = processFailedSchema.safeParse(message)
      if (failed.success) context.stderr.write(`${failed.data.message}\n`)
      else program.onMessage(message)
    })
    const end = (code: number) => {
      watching.abort()
      for (const { signal, pass } of listeners) process.off(signal, pass)
      done(code)
    }
    child.once('error', (error) => {
      context.stderr.write(`The program could not be started (${error.message}).\n`)
      end(1)
    })
    child.once('exit', (code, signal) => end(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
  })
}
