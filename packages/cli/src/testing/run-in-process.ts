import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import type { CommandContext, Environment } from '../command-context.ts'
import { runProgram } from '../program.ts'
import { temporaryHome } from '../stand-ins/run-command-line.ts'
import { type RestStandIn, standInToken } from './rest-stand-in.ts'

export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Machine {
  readonly home: string
  readonly dataFolder: string
  run(args: readonly string[], settings?: { environment?: Environment; stdin?: string }): Promise<Ran>
}

/** A machine whose commands run in this process: the whole program, with buffers for its output. */
export function machineFor(t: TestContext, server: RestStandIn | null): Machine {
  const home = temporaryHome(t)
  const dataFolder = join(home, 'data')
  const connected: Environment =
    server === null
      ? {}
      : { TOLLGATE_URL: server.url, TOLLGATE_TOKEN: standInToken, TOLLGATE_FINGERPRINT: server.fingerprint }
  return {
    home,
    dataFolder,
    async run(args, { environment = {}, stdin = '' } = {}) {
      const output = { stdout: new PassThrough(), stderr: new PassThrough() }
      let exitCode: number | null = null
      const context: CommandContext = {
        callName: 'npx tollgate',
        environment: { ...connected, ...environment },
        platform: process.platform,
        workingFolder: home,
        userFolder: home,
        dataFolder,
        stdin: Readable.from([stdin]),
        ...output,
        mains: standInMains,
        finish: (code) => {
          exitCode = code
        },
      }
      await runProgram(context, args)
      return { exitCode, stdout: textIn(output.stdout), stderr: textIn(output.stderr) }
    },
  }
}

const standIns = join(import.meta.dirname, '..', 'stand-ins')
const standInMains = {
  control: join(standIns, 'control', 'main.ts'),
  gateway: join(standIns, 'gateway', 'main.ts'),
  console: null,
}

function textIn(output: PassThrough): string {
  return String(output.read() ?? '')
}
