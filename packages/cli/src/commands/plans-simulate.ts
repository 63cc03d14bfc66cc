import { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import type { NounTools } from '../noun-commands/noun-tools.ts'
import { runControlProgram } from './control-program.ts'

interface Given {
  readonly flags: string
  readonly description: string
  readonly isRepeated?: true
}

/** Control's own options of the same names (control/src/commands/plans-simulate.ts). */
const given: readonly Given[] = [
  {
    flags: '--plan-file <file>',
    description: 'against the plan in this file: name, limits, concurrency, … as in tollgate.yaml',
  },
  {
    flags: '--limit <limit>',
    description:
      '"total-tokens 1000000 per day", "cost 5 per month in Europe/Berlin" or "requests 60 per minute rolling"; may be repeated',
    isRepeated: true,
  },
  { flags: '--concurrency <number>', description: 'calls of a subscription that may be open at once' },
  { flags: '--output-cap <tokens>', description: 'output tokens that one call is assumed to need at most' },
  { flags: '--soft', description: 'refuse nobody, and say what was beyond the limits' },
  {
    flags: '--usage <path>',
    description: "file or folder of usage records (default: the data folder's own); may be repeated",
    isRepeated: true,
  },
  { flags: '--application <application>', description: 'only records of this application: its name or id' },
  { flags: '--api <api>', description: 'only records of this API: its name, name/version or id' },
  { flags: '--of-plan <plan>', description: 'only records of calls that were made under this plan: its name' },
  { flags: '--from <time>', description: 'only records from this day or time on (UTC unless it says another zone)' },
  { flags: '--to <time>', description: 'only records before it' },
  {
    flags: '--load <load>',
    description:
      'instead of records: "20 people × 30 calls/hour, 40k input, 2k output, 09:00-17:00 Europe/Berlin"; may be repeated',
    isRepeated: true,
  },
  { flags: '--load-file <file>', description: 'loads in a YAML or JSON file' },
  {
    flags: '--seed <number>',
    description: 'of the random moments of a load; the same seed, the same calls (default: 1)',
  },
  {
    flags: '--price <price>',
    description: '"gpt-5.4: 1.25 input, 0.125 cached, 10 output" in US dollars for a million tokens; may be repeated',
    isRepeated: true,
  },
  { flags: '--json', description: 'print everything that was found, as JSON' },
]

export function plansSimulateCommand({ context }: NounTools): Command {
  const command = new Command('simulate')
    .summary('play recorded or described calls against a plan')
    .description(
      'Plays calls that were recorded here, or that you describe, against a plan that there is, or that there might be: who would have been refused, by ' +
        'which limit and when, how near others came, and what it would have cost. On this machine alone; nothing is changed.',
    )
    .argument('[plan]', 'its name or id; instead of it --plan-file or --limit')
  for (const { flags, description, isRepeated } of given)
    if (isRepeated) command.option(flags, description, (value: string, before: string[] = []) => [...before, value])
    else command.option(flags, description)
  return command.action(async (plan: string | undefined, options: JsonObject) => {
    const named = plan === undefined ? [] : ['--plan', plan]
    context.finish(await runControlProgram(context, ['plans-simulate', ...named, ...argumentsOf(options)]))
  })
}

/** Options as control is given them. */
export function argumentsOf(options: JsonObject): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    if (value === true) return [flag]
    const values: unknown[] = Array.isArray(value) ? value : [value]
    // A value that begins with a dash is still one.
    return values.map((one) => `${flag}=${String(one)}`)
  })
}
