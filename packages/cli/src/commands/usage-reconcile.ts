import { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { runControlProgram } from './control-program.ts'
import { argumentsOf } from './plans-simulate.ts'

/** Control's own options of the same names (control/src/commands/usage-reconcile.ts). */
export function usageReconcileCommand(context: CommandContext): Command {
  const several = (value: string, before: string[] = []) => [...before, value]
  return new Command('reconcile')
    .summary("compare what was recorded with a provider's own export")
    .description(
      "Compares the usage records of this machine, and those that gateways shipped to it, with a provider's export of usage or costs, by day (UTC) and model: what differs, and what " +
        'is known of why. Ends with 1 where they differ by more than the tolerance. Nothing is changed.',
    )
    .requiredOption('--file <file>', "the provider's export, CSV or JSON; may be repeated", several)
    .option(
      '--usage <path>',
      "file or folder of usage records (default: the data folder's own, and those that gateways shipped); may be repeated",
      several,
    )
    .option('--provider <provider>', 'only records of this provider: its name')
    .option('--api <api>', 'only records of this API: its name, name/version or id')
    .option(
      '--map <field=name>',
      'what day, model, calls, inputTokens, cachedInputTokens, outputTokens or cost is called there; may be repeated',
      several,
    )
    .option('--tolerance <percent>', 'by how much they may differ (default: 1%)')
    .option('--json', 'print everything that was found, as JSON')
    .action(async (options: JsonObject) => {
      context.finish(await runControlProgram(context, ['usage-reconcile', ...argumentsOf(options)]))
    })
}
