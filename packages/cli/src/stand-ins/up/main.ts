import { join, resolve } from 'node:path'
import { runProgram } from '../../program.ts'

/** The whole command line, with stand-ins in the place of control and gateway. */
await runProgram(
  {
    callName: 'npx tollgate',
    environment: process.env,
    platform: process.platform,
    workingFolder: process.cwd(),
    userFolder: process.env.HOME ?? '',
    dataFolder: resolve(process.env.TOLLGATE_HOME ?? ''),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    mains: {
      control: join(import.meta.dirname, '..', 'control', 'main.ts'),
      gateway: join(import.meta.dirname, '..', 'gateway', 'main.ts'),
      console: null,
    },
    finish(exitCode) {
      process.exitCode = exitCode
    },
  },
  process.argv.slice(2),
)
