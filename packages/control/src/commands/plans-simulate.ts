import { parseArgs } from 'node:util'
import { PlainFailure } from '../plain-failure.ts'
import type { Settings } from '../settings.ts'
import { type PlayOptions, play } from '../simulation/play.ts'
import { showSimulation } from '../simulation/show-simulation.ts'
import { simulationJson } from '../simulation/simulation-json.ts'

export interface PlansSimulateOptions extends PlayOptions {
  readonly json: boolean
}

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true, default: [] as string[] } as const
const flag = { type: 'boolean', default: false } as const

/** Plays calls against a plan, and returns what to print of it. Changes nothing. */
export async function plansSimulate(settings: Settings, options: PlansSimulateOptions): Promise<string> {
  const played = await play(settings, options)
  return options.json ? `${JSON.stringify(simulationJson(played))}\n` : showSimulation(played)
}

export function parsePlansSimulate(args: string[]): PlansSimulateOptions {
  const { values } = parse(args)
  const from = timeOf('from', values.from)
  const to = timeOf('to', values.to)
  return {
    plan: values.plan,
    planFile: values['plan-file'],
    limits: values.limit,
    concurrency: numberOf('concurrency', values.concurrency, 1),
    outputCap: numberOf('output-cap', values['output-cap'], 1),
    isSoft: values.soft,
    usage: values.usage,
    loads: values.load,
    loadFile: values['load-file'],
    filter: { application: values.application, api: values.api, ofPlan: values['of-plan'], from, to },
    seed: numberOf('seed', values.seed, 0) ?? 1,
    prices: values.price,
    json: values.json,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      strict: true,
      options: {
        plan: text,
        'plan-file': text,
        limit: texts,
        concurrency: text,
        'output-cap': text,
        soft: flag,
        usage: texts,
        load: texts,
        'load-file': text,
        application: text,
        api: text,
        'of-plan': text,
        from: text,
        to: text,
        seed: text,
        price: texts,
        json: flag,
      },
    })
  } catch (error) {
    throw new PlainFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function timeOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(given)
  const time = isTime ? Date.parse(given) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new PlainFailure(
    `--${option} is "${given}": give a day such as 2026-11-23, or a time such as 2026-11-23T09:00:00Z.`,
  )
}

function numberOf(option: string, given: string | undefined, least: number): number | null {
  if (given === undefined) return null
  const number = Number(given)
  if (/^\d{1,9}$/.test(given) && number >= least) return number
  throw new PlainFailure(`--${option} is "${given}": give a whole number from ${least}.`)
}
