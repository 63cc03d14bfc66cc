import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import type { CommandContext } from '../command-context.ts'
import { makeCommandTree, runCommandTree } from '../command-tree.ts'
import { connectCodexCommand } from '../commands/connect-codex.ts'
import { doctorCommand } from '../commands/doctor.ts'

/** What other machines get of this program, as one file for Node 20 and newer: it connects agents, and runs nothing of Tollgate. */
const context: CommandContext = {
  callName: 'npx …/cli.tgz',
  environment: process.env,
  platform: process.platform,
  workingFolder: process.cwd(),
  userFolder: homedir(),
  dataFolder: resolve(process.env.TOLLGATE_HOME?.trim() || join(homedir(), '.tollgate')),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  mains: { control: '', gateway: '', console: null },
  finish(exitCode) {
    process.exitCode = exitCode
  },
}

process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

const program = makeCommandTree(context, {
  version: manifest.version,
  entries: [
    { name: 'connect', summary: 'let an agent of this machine use the gateway', verbs: [connectCodexCommand] },
    doctorCommand,
  ],
  startWith: 'Start with: connect codex --url URL',
})
await runCommandTree(context, program, process.argv.slice(2))
