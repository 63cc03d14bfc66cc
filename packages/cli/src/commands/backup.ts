import { resolve } from 'node:path'
import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { runControlProgram } from './control-program.ts'

export function backupCommand(context: CommandContext): Command {
  return new Command('backup')
    .summary('write everything that is stored to a file')
    .description(
      'Writes the whole store to one file, while Tollgate runs or not. Keep the master key too: the secrets in the file need it.',
    )
    .requiredOption('-o, --output <path>', 'file to write')
    .action(async ({ output }: { output: string }) =>
      context.finish(await runControlProgram(context, ['backup', '--file', resolve(context.workingFolder, output)])),
    )
}
