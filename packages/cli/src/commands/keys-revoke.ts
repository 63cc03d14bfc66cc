import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { configFileFor, runControlProgram } from './control-program.ts'

interface RevokeOptions {
  name: string
  application?: string
  config?: string
  json?: true
}

export function keysRevokeCommand(context: CommandContext): Command {
  return new Command('revoke')
    .summary('take an API key back, for good')
    .description('Marks a key as revoked in the configuration file. A running gateway refuses it within a second.')
    .requiredOption('--name <name>', 'name of the key, as `keys create` was given it')
    .option('--application <name>', 'its application, where several have a key of that name')
    .option('--config <file>', 'file to write to (default: the one that is being served)')
    .option('--json', 'print the result as JSON')
    .action(async (options: RevokeOptions) => {
      const args = ['keys-revoke', '--name', options.name]
      if (options.application !== undefined) args.push('--application', options.application)
      args.push('--config', configFileFor(context, options.config))
      if (options.json) args.push('--json')
      context.finish(await runControlProgram(context, args))
    })
}
