import { resolve } from 'node:path'
import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'
import { readRunning } from '../supervisor/up-file.ts'
import { runControlProgram } from './control-program.ts'

export function restoreCommand(context: CommandContext): Command {
  return new Command('restore')
    .summary('put back what backup wrote')
    .description(
      'Fills an empty store (a new data folder, or an empty database) with what a backup holds. Tollgate must not run meanwhile, and ' +
        'starts with the master key that belongs to the backup.',
    )
    .requiredOption('-f, --file <path>', 'file that backup wrote')
    .action(async ({ file }: { file: string }) => {
      const running = readRunning(context)
      if (running !== null)
        throw new CommandFailure(`Tollgate runs on ${context.dataFolder} (process ${running.pid}): stop it first.`)
      context.finish(await runControlProgram(context, ['restore', '--file', resolve(context.workingFolder, file)]))
    })
}
