import { Command, CommanderError } from 'commander'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './command-failure.ts'

const misuse = 2

export type MakeCommand = (context: CommandContext) => Command

export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly verbs: readonly MakeCommand[]
}

/** A command, or a group of them. */
export type Entry = MakeCommand | CommandGroup

interface CommandTree {
  readonly version: string
  readonly entries: readonly Entry[]
  /** Below the help. */
  readonly startWith: string
}

/** Runs what the command line asks for; the exit code goes to the context. */
export async function runCommandTree(
  context: CommandContext,
  program: Command,
  args: readonly string[],
): Promise<void> {
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return finishParsing(context, error)
    if (!(error instanceof CommandFailure) && !isSystemError(error)) throw error
    context.stderr.write(error instanceof CommandFailure ? `${error.message}\n` : `${error.message}.\n`)
    context.finish(error instanceof CommandFailure ? error.exitCode : 1)
  }
}

export function makeCommandTree(context: CommandContext, { version, entries, startWith }: CommandTree): Command {
  const program = new Command('tollgate')
    .description('Tollgate, the AI gateway for coding agents.')
    .version(version, '--version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    // `--version` after a command is the command's own.
    .enablePositionalOptions()
    .addHelpText('after', `\n${startWith}`)
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

export function addGroup(parent: Command, name: string, summary: string): Command {
  const group = new Command(name).summary(summary).description(capital(`${summary}.`))
  add(parent, group)
  return group
}

export function add(parent: Command, command: Command): void {
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
    context.stderr.write(`${capital(said)}. See ${context.callName} --help.\n`)
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
