import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import type { CommandContext } from '../../packages/cli/src/command-context.ts'
import { nounSummaries } from '../../packages/cli/src/nouns/nouns.ts'
import { makeProgram } from '../../packages/cli/src/program.ts'

/** Said once above the tables. */
const common = new Set(['--help', '--json'])
const head = '| command | what it does | options |\n|---|---|---|\n'

/** The whole program, with the commands of every noun. */
export async function wholeProgram(): Promise<Command> {
  return await makeProgram(
    emptyContext(),
    nounSummaries.map(({ name }) => name),
  )
}

/** docs/reference/commands.md, made of the program itself. */
export async function commandsPage(): Promise<string> {
  const program = await wholeProgram()
  const nouns = new Set(nounSummaries.map(({ name }) => name))
  const others = program.commands.filter((command) => !nouns.has(command.name()))
  const sections = nounSummaries.map(({ name, summary }) => {
    const group = program.commands.filter((command) => command.name() === name)
    return `### ${name}\n\n${summary.charAt(0).toUpperCase()}${summary.slice(1)}.\n\n${table(group)}`
  })
  return [opening, table(others), connections, ...sections].join('\n')
}

const opening = `# Commands

Every command of \`tollgate\`. \`--help\` after any of them says more, \`--json\` (where there is an answer) prints what the REST API answers,
unchanged, for scripts. Without a terminal nothing is asked, nothing is coloured and nothing spins: what would be asked needs \`--yes\`.

Exit codes: 0 done · 1 refused or failed, with one sentence on standard error · 2 misuse of the command line.

This page is written by \`node tests/docs/write-commands-page.ts\`.

## This machine, and which Tollgate is meant
`

const connections = `The commands of the next section talk to the REST API. Which one, and as whom, is found in this order; \`npx tollgate whoami\` shows it:

1. \`TOLLGATE_URL\` and \`TOLLGATE_TOKEN\`, with \`TOLLGATE_FINGERPRINT\` where the certificate is self-signed. For CI;
2. the log-in of \`npx tollgate login\`, kept in \`cli/login.json\` of the data folder;
3. the Tollgate that runs on this machine and this data folder. Nothing has to be set.

## What Tollgate is made of

One of them is meant by its name or its id; an API by \`name/version\`, a person by e-mail. A flag that takes the id of something takes its name too.
Fields that no flag gives are given as JSON: \`--data '{"limits": […]}'\`, or \`--data @file\`. A secret is never an option: it is read from
\`--secret-env\`, \`--secret-file\`, or asked for.
`

function table(commands: readonly Command[]): string {
  return `${head}${commands.flatMap((command) => rowsOf(command, ['tollgate', command.name()])).join('\n')}\n`
}

function rowsOf(command: Command, words: readonly string[]): string[] {
  const inside = command.commands.flatMap((inner) => rowsOf(inner, [...words, inner.name()]))
  // A group does nothing by itself; what has options does.
  if (inside.length > 0 && command.options.length === 0) return inside
  const given = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  )
  const options = command.options.map(({ long }) => long ?? '').filter((name) => !common.has(name))
  const shown = options.map((name) => `\`${name}\``).join(' ')
  return [`| \`${[...words, ...given].join(' ')}\` | ${command.summary()} | ${shown} |`, ...inside]
}

function emptyContext(): CommandContext {
  return {
    callName: 'npx tollgate',
    environment: {},
    platform: 'linux',
    workingFolder: '/',
    userFolder: '/',
    dataFolder: '/',
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    mains: { control: '', gateway: '', console: null },
    finish: () => undefined,
  }
}
