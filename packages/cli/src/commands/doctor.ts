import { Command } from 'commander'
import { findKey } from '../codex-config/api-key.ts'
import type { CommandContext } from '../command-context.ts'
import { failed } from '../doctor/check-result.ts'
import { examine } from '../doctor/examine.ts'
import { gatherFacts } from '../doctor/facts.ts'
import { report, reportJson } from '../doctor/report.ts'
import { baseUrlFor } from '../gateway-probe/base-url.ts'
import { paletteFor } from '../terminal/palette.ts'

interface DoctorOptions {
  url?: string
  key?: string
  json?: true
}

export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .summary('find out why an agent does not get through')
    .description(
      'Checks this machine, the gateway, its certificate, the key, the provider, the clock and the settings of Codex, and says ' +
        'for each what to do next. Changes nothing. Exit code 1 when a check failed.',
    )
    .option('--url <url>', 'address of the API (default: the one of the gateway on this machine)')
    .option('--key <key>', 'API key to test with (default: OPENAI_AUTH_TOKEN)')
    .option('--json', 'print the results as JSON')
    .action(async (options: DoctorOptions) => context.finish(await doctor(context, options)))
}

async function doctor(context: CommandContext, options: DoctorOptions): Promise<number> {
  const base = baseUrlFor(context, options.url)
  if (!base.ok) {
    context.stderr.write(`${base.message}\n`)
    return 2
  }
  const found = await findKey(context, false, options.key)
  const key = found.ok ? (found.key?.value ?? null) : null
  const facts = await gatherFacts(context, { baseUrl: base.url, key })
  const keyForm = found.ok ? [] : [failed('key form', found.message, 'copy it again, whole')]
  const results = [...(await examine(facts)), ...keyForm]
  const palette = paletteFor(context.stdout, context.environment)
  context.stdout.write(options.json ? reportJson(results) : report(results, palette))
  return results.every((result) => result.state !== 'failed') ? 0 : 1
}
