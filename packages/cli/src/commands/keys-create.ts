import { Command, Option } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { configFileFor, runControlProgram } from './control-program.ts'

interface CreateOptions {
  application: string
  name: string
  user?: string
  type?: string
  expires?: string
  config?: string
  printOnly?: true
  json?: true
}

export function keysCreateCommand(context: CommandContext): Command {
  return new Command('create')
    .summary('make an API key for an application')
    .description(
      'Makes an API key and writes its hash into the configuration file. The key itself is shown once and stored nowhere: ' +
        'whoever loses it makes another one.',
    )
    .requiredOption('--application <name>', 'application that the key belongs to, as the configuration names it')
    .requiredOption('--name <name>', 'name of the key: which machine or person it is for')
    .option('--user <name>', 'person behind the key, for the usage figures')
    .addOption(
      new Option('--type <type>', 'which endpoint its calls go to (default: production)').choices([
        'production',
        'sandbox',
      ]),
    )
    .option('--expires <time>', 'when it stops working, such as 2027-01-31T00:00:00Z (default: never)')
    .option('--config <file>', 'file to write to (default: the one that is being served)')
    .option('--print-only', 'write nothing: print the lines to add to the file yourself')
    .option('--json', 'print the result as JSON')
    .action(async (options: CreateOptions) => {
      context.finish(await runControlProgram(context, createArguments(context, options)))
    })
}

function createArguments(context: CommandContext, options: CreateOptions): string[] {
  const args = ['keys-create', '--application', options.application, '--name', options.name]
  if (options.user !== undefined) args.push('--user', options.user)
  if (options.type !== undefined) args.push('--type', options.type)
  if (options.expires !== undefined) args.push('--expires', options.expires)
  args.push('--config', configFileFor(context, options.config))
  if (options.printOnly) args.push('--print-only')
  if (options.json) args.push('--json')
  return args
}
