import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { configFileFor, runControlProgram } from './control-program.ts'

interface CheckOptions {
  config?: string
}

export function configCheckCommand(context: CommandContext): Command {
  return new Command('check')
    .summary('say whether a configuration file is good')
    .description(
      'Reads a configuration file as `tollgate up` would, and says what is wrong with it: where, what was found, what is allowed. ' +
        'Changes nothing. Exit code 0 when the file is good.',
    )
    .option(
      '--config <file>',
      'file to check (default: the one that is being served, else tollgate.yaml in the data folder)',
    )
    .action(async (options: CheckOptions) => {
      const args = ['config-check', '--config', configFileFor(context, options.config)]
      context.finish(await runControlProgram(context, args))
    })
}
