import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import type { CommandContext } from './command-context.ts'
import { configCheckCommand } from './commands/config-check.ts'
import { connectCodexCommand } from './commands/connect-codex.ts'
import { doctorCommand } from './commands/doctor.ts'
import { keysCreateCommand } from './commands/keys-create.ts'
import { keysRevokeCommand } from './commands/keys-revoke.ts'
import { upCommand } from './commands/up.ts'

const misuse = 2

/** Reads the command line and runs what it asks for; the exit code goes to the context. */
export async function runProgram(context: CommandContext, args: readonly string[]): Promise<void> {
  const program = makeProgram(context)
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return finishParsing(context, error)
    if (!isSystemError(error)) throw error
    context.stderr.write(`${error.message}.\n`)
    context.finish(1)
  }
}

function makeProgram(context: CommandContext): Command {
  const program = new Command('tollgate')
    .description('Tollgate, the AI gateway for coding agents.')
    .version(manifest.version, '--version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', '\nStart with: npx tollgate up\nThen, in another terminal: npx tollgate connect codex')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Errors are said once, in our own words: finishParsing.
      outputError: () => undefined,
    })
  const groups = [
    { name: 'connect', summary: 'let an agent of this machine use the gateway', verbs: [connectCodexCommand] },
    { name: 'keys', summary: 'make API keys and take them back', verbs: [keysCreateCommand, keysRevokeCommand] },
    { name: 'config', summary: 'look after the configuration file', verbs: [configCheckCommand] },
  ]
  add(program, upCommand(context))
  for (const { name, summary, verbs } of groups) {
    const group = new Command(name).summary(summary).description(capital(`${summary}.`))
    add(program, group)
    for (const verb of verbs) add(group, verb(context))
  }
  add(program, doctorCommand(context))
  return program
}

function add(parent: Command, command: Command): void {
  parent.addCommand(command.copyInheritedSettings(parent).helpOption('-h, --help', 'show this help').helpCommand(false))
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
