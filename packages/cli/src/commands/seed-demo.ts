import { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { runControlProgram } from './control-program.ts'
import { argumentsOf } from './plans-simulate.ts'

/** Control's own options of the same names (control/src/commands/seed-demo.ts). */
export function seedDemoCommand(context: CommandContext): Command {
  return new Command('seed-demo')
    .summary('put calls of a made-up fleet into the usage, to look at')
    .description(
      'Puts calls of made-up teams, people, repositories and agents into the store of usage of this machine: office hours, pipelines, incidents, guardrails ' +
        'and refusals. The same seed makes the same calls. Applications and teams of it begin with "Demo: "; --remove takes all of it out again.',
    )
    .option('--requests <number>', 'how many calls (default: 20000)')
    .option('--days <number>', 'over how many days until now (default: 30)')
    .option('--seed <number>', 'of what is random in it (default: 1)')
    .option('--yes', 'beside usage of real applications too')
    .option('--remove', 'take the demo out of the usage')
    .action(async (options: JsonObject) => {
      context.finish(await runControlProgram(context, ['seed-demo', ...argumentsOf(options)]))
    })
}
