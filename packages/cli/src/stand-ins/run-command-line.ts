import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A command line in a process and a home of its own, with stand-ins for control and gateway. */
export interface RunningCommand {
  readonly child: ChildProcess
  readonly home: string
  stdout(): string
  stderr(): string
  /** Resolves with the URLs of the `ready` line. */
  ready(): Promise<{ https: string; http: string }>
  /** Resolves once the text has been printed, on either stream. */
  printed(text: string | RegExp): Promise<void>
  /** Resolves with the exit code, or the name of the signal. */
  ended(): Promise<number | string>
}

export interface CommandOptions {
  readonly args: readonly string[]
  readonly home: string
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** A program to run in the place of the stand-in command line. */
  readonly program?: readonly string[]
}

export const standInProgram = [process.execPath, join(import.meta.dirname, 'up', 'main.ts')] as const

export function temporaryHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'tollgate-cli-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  return home
}

export function runCommandLine(t: TestContext, options: CommandOptions): RunningCommand {
  const { home } = options
  const [program = '', ...programArgs] = options.program ?? standInProgram
  const child = spawn(program, [...programArgs, ...options.args], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      TOLLGATE_HOME: join(home, 'data'),
      TOLLGATE_HTTPS_PORT: '0',
      TOLLGATE_HTTP_PORT: '0',
      SHELL: '/bin/bash',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const closed = once(child, 'close')
  const printed = (text: string | RegExp) => waitFor(child, () => matches(output.stdout + output.stderr, text))
  return {
    child,
    home,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    printed,
    async ready() {
      await printed(/^ready .*\n/m)
      const [, https = '', http = ''] = /^ready in [\d.]+ s · (\S+) · (\S+)$/m.exec(output.stdout) ?? []
      return { https, http }
    },
    async ended() {
      const [code, signal] = await closed
      return code ?? signal
    },
  }
}

function matches(output: string, text: string | RegExp): boolean {
  return typeof text === 'string' ? output.includes(text) : text.test(output)
}

/** Polls, because what is waited for may have been printed before anybody waited. */
async function waitFor(child: ChildProcess, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!holds()) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('it was never printed')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
