import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** Empty: all. */
  readonly scenarios: readonly string[]
  readonly only: readonly string[]
  readonly rounds: number
  readonly seconds: number
  readonly strict: boolean
  /** Folder for a CPU profile of the gateway, or null. */
  readonly profile: string | null
  readonly help: boolean
}

export const usageText = `npm run bench -- [options]

  --scenario a,b   only these scenarios
  --only a,b       only these contestants (ratios need nginx)
  --rounds 3       rounds; every figure is the median of them
  --seconds 4      measured seconds per scenario, contestant and round
  --strict         exit with 1 where a contestant cannot run or is broken
  --profile DIR    write CPU profiles of Tollgate to DIR and print where its time goes (the figures are then no measurement)
`

/** Throws with one sentence where the options cannot be understood. */
export function parseOptions(parameters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      strict: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    scenarios: names(values.scenario),
    only: names(values.only),
    rounds: numberBetween('--rounds', values.rounds, 1, 50),
    seconds: numberBetween('--seconds', values.seconds, 0.5, 300),
    strict: values.strict,
    profile: values.profile ?? null,
    help: values.help,
  }
}

/** The items of `list` that are asked for, all where none is; throws where a name is unknown. */
export function choose<Item extends { readonly name: string }>(
  list: readonly Item[],
  asked: readonly string[],
): readonly Item[] {
  const unknown = asked.find((name) => !list.some((item) => item.name === name))
  if (unknown !== undefined) {
    throw new Error(`there is no "${unknown}": choose from ${list.map((item) => item.name).join(', ')}`)
  }
  return asked.length === 0 ? list : list.filter((item) => asked.includes(item.name))
}

function names(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).filter((name) => name !== '')
}

function numberBetween(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (text === '' || !(value >= min && value <= max)) throw new Error(`${option} has to be from ${min} to ${max}`)
  return value
}
