import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandContext } from './command-context.ts'
import { runProgram } from './program.ts'

const context: CommandContext = {
  callName: 'npx tollgate',
  environment: process.env,
  platform: process.platform,
  workingFolder: process.cwd(),
  userFolder: homedir(),
  dataFolder: resolve(process.env.TOLLGATE_HOME?.trim() || join(homedir(), '.tollgate')),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  mains: {
    control: fileURLToPath(import.meta.resolve('@tollgate/control/main')),
    gateway: fileURLToPath(import.meta.resolve('@tollgate/gateway/main')),
    console: dirname(fileURLToPath(import.meta.resolve('@tollgate/console/package.json'))),
  },
  finish(exitCode) {
    process.exitCode = exitCode
  },
}

// Whoever reads our output may leave early (`| head`); that is no reason to fall over.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

await runProgram(context, process.argv.slice(2))
