import { resolve } from 'node:path'
import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'
import { confirm } from '../noun-commands/confirm.ts'
import { readRunning } from '../supervisor/up-file.ts'
import { runControlProgram } from './control-program.ts'

export function restoreCommand(context: CommandContext): Command {
  return new Command('restore')
    .summary('put back what backup wrote')
    .description('Replaces everything that is stored by what a backup holds. Tollgate must not run meanwhile.')
    .requiredOption('-f, --file <path>', 'file that backup wrote')
    .option('--yes', 'do not ask')
    .action(async ({ file, yes }: { file: string; yes?: true }) => {
      const running = readRunning(context)
      if (running !== null)
        throw new CommandFailure(`Tollgate runs on ${context.dataFolder} (process ${running.pid}): stop it first.`)
      await confirm(context, `Replace everything that is stored for ${context.dataFolder} by ${file}?`, yes === true)
      context.finish(await runControlProgram(context, ['restore', '--file', resolve(context.workingFolder, file)]))
    })
}
