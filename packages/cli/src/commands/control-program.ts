import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import type { CommandContext, Environment } from '../command-context.ts'
import { readRunning } from '../supervisor/up-file.ts'

/** Runs one of control's own commands in this terminal. Resolves with its exit code. */
export function runControlProgram(
  context: CommandContext,
  args: readonly string[],
  besides: Environment = {},
): Promise<number> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [context.mains.control, ...args], {
      stdio: 'inherit',
      cwd: context.workingFolder,
      env: { ...context.environment, TOLLGATE_HOME: context.dataFolder, ...besides },
      windowsHide: true,
    })
    child.once('error', (error) => {
      context.stderr.write(`The command could not be started (${error.message}).\n`)
      done(1)
    })
    child.once('exit', (code, signal) => done(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
  })
}

/** The configuration a command means: the named one, else the one that is being served, else the data folder's own. */
export function configFileFor(context: CommandContext, named: string | undefined): string {
  if (named !== undefined) return resolve(context.workingFolder, named)
  const running = readRunning(context)?.configFile
  if (running) return running
  const fromEnvironment = context.environment.TOLLGATE_CONFIG
  return fromEnvironment ? resolve(context.workingFolder, fromEnvironment) : join(context.dataFolder, 'tollgate.yaml')
}
