import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { runControlProgram } from './control-program.ts'

export function masterKeyRotateCommand(context: CommandContext): Command {
  return new Command('rotate')
    .summary('encrypt every stored secret with a new master key')
    .description(
      'Makes a new master key and encrypts every stored secret with it, in one change. Works on the machine of Tollgate.',
    )
    .action(async () => context.finish(await runControlProgram(context, ['master-key-rotate'])))
}
