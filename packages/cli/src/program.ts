import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './command-failure.ts'
import { entries } from './commands/all-commands.ts'
import { addNounCommands } from './noun-commands/noun-command.ts'
import { loadNoun, nounSummaries } from './nouns/nouns.ts'

const misuse = 2

/** Reads the command line and runs what it asks for; the exit code goes to the context. */
export async function runProgram(context: CommandContext, given: readonly string[]): Promise<void> {
  const program = makeCommands(context)
  const args = inPlural(program, given)
  await addNouns(program, context, args.slice(0, 1))
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return finishParsing(context, error)
    if (!(error instanceof CommandFailure) && !isSystemError(error)) throw error
    context.stderr.write(error instanceof CommandFailure ? `${error.message}\n` : `${error.message}.\n`)
    context.finish(error instanceof CommandFailure ? error.exitCode : 1)
  }
}

/** The whole program; of the nouns only those that are named have their commands, the others their line in the help. */
export async function makeProgram(context: CommandContext, nouns: readonly string[]): Promise<Command> {
  const program = makeCommands(context)
  await addNouns(program, context, nouns)
  return program
}

/** Whoever thinks of one writes `plan simulate`. What is a command itself stays one: `gateway` runs one, `gateways` lists them. */
function inPlural({ commands }: Command, args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args
  if (commands.some((command) => command.name() === first)) return args
  return nounSummaries.some(({ name }) => name === `${first}s`) ? [`${first}s`, ...rest] : args
}

/** Everything that is no noun. */
function makeCommands(context: CommandContext): Command {
  const program = new Command('tollgate')
    .description('Tollgate, the AI gateway for coding agents.')
    .version(manifest.version, '--version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    // `--version` after a command is the command's own.
    .enablePositionalOptions()
    .addHelpText('after', '\nStart with: npx tollgate up\nThen, in another terminal: npx tollgate connect codex')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Errors are said once, in our own words: finishParsing.
      outputError: () => undefined,
    })
  for (const entry of entries) {
    if (typeof entry === 'function') add(program, entry(context))
    else {
      const group = addGroup(program, entry.name, entry.summary)
      for (const verb of entry.verbs) add(group, verb(context))
    }
  }
  return program
}

async function addNouns(program: Command, context: CommandContext, nouns: readonly string[]): Promise<void> {
  for (const { name, summary } of nounSummaries) {
    const group = addGroup(program, name, summary)
    if (nouns.includes(name)) addNounCommands(group, await loadNoun(name), { context, loadNoun, add })
  }
}

function addGroup(parent: Command, name: string, summary: string): Command {
  const group = new Command(name).summary(summary).description(capital(`${summary}.`))
  add(parent, group)
  return group
}

function add(parent: Command, command: Command): void {
  parent.addCommand(command)
  settle(parent, command)
}

/** A command that has others below it hands on what it is given. */
function settle(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent).helpOption('-h, --help', 'show this help').helpCommand(false)
  for (const inner of command.commands) settle(command, inner)
}

/** Help is no error; everything else that the parser finds is misuse, said in one sentence. */
function finishParsing(context: CommandContext, error: CommanderError): void {
  if (error.exitCode === 0) return context.finish(0)
  // A group without its verb has printed its help already.
  if (error.code !== 'commander.help') {
    const said = error.message
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(/\.$/, '')
      .replaceAll("'", '"')
    context.stderr.write(`${capital(said)}. See npx tollgate --help.\n`)
  }
  context.finish(misuse)
}

/** The machine said no (a folder, a disk, a port): its own sentence is the reason. Anything else is a bug and keeps its stack. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
