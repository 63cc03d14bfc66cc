import { join } from 'node:path'
import type { PlanRow } from '@tollgate/contract/snapshot'
import { PlainFailure } from '../plain-failure.ts'
import type { Settings } from '../settings.ts'
import { checkLoad, type Load, readLoad } from './described-load.ts'
import { planOfFile, planOfLimits, readPrice, readYaml } from './given-plan.ts'
import { inOrder } from './in-order.ts'
import { loadCalls } from './load-calls.ts'
import { pricedApis } from './priced-apis.ts'
import { type ReadCounts, type RecordFilter, recordedCalls } from './recorded-calls.ts'
import { simulate } from './simulate.ts'
import type { Simulation } from './simulation.ts'
import { findPlan, nothingStored, readStoredPlans } from './stored-plans.ts'

/** What is to be played, as the command line says it. */
export interface PlayOptions {
  readonly plan: string | undefined
  readonly planFile: string | undefined
  readonly limits: readonly string[]
  readonly concurrency: number | null
  readonly outputCap: number | null
  readonly isSoft: boolean
  /** Files and folders; none: the data folder's own. */
  readonly usage: readonly string[]
  readonly loads: readonly string[]
  readonly loadFile: string | undefined
  readonly filter: RecordFilter
  readonly seed: number
  readonly prices: readonly string[]
}

export interface Played {
  readonly plan: PlanRow
  readonly simulation: Simulation
  readonly read: ReadCounts
}

/** Plays recorded or described calls against a plan that there is, or that there might be. */
export async function play(settings: Settings, options: PlayOptions): Promise<Played> {
  const loads = loadsOf(options)
  const isRecorded = loads.length === 0
  if (!isRecorded && options.usage.length > 0) throw new PlainFailure('Say --usage or a load, not both.')
  const isGiven = checkPlanOptions(options)
  const given = options.prices.map(readPrice)
  const stored = isRecorded || !isGiven ? await readStoredPlans(settings) : nothingStored
  const plan = isGiven ? givenPlan(options) : findPlan(stored, options.plan ?? '')
  const read: ReadCounts = { damaged: 0, withoutPlan: 0, refusedThen: 0, refusedOtherwise: 0 }
  if (!isRecorded) {
    const prices = given.length > 0 ? given : [...stored.prices.values()].flat()
    return { plan, simulation: simulate(loadCalls(loads, { seed: options.seed, api: { prices } }), plan), read }
  }
  const paths = options.usage.length > 0 ? options.usage : [join(settings.home, 'usage')]
  const apiOf = pricedApis(given, stored)
  const calls = recordedCalls(paths, { filter: options.filter, counts: read, apiOf })
  return { plan, simulation: simulate(inOrder(calls), plan), read }
}

function loadsOf({ loads, loadFile }: PlayOptions): Load[] {
  if (loadFile === undefined) return loads.map(readLoad)
  const given = readYaml(loadFile)
  const listed: unknown[] = Array.isArray(given) ? given : [given]
  return [...loads.map(readLoad), ...listed.map((one) => checkLoad(one, loadFile))]
}

/** True: it is given here; false: it is in the store. */
function checkPlanOptions({ plan, planFile, limits, concurrency, outputCap, isSoft }: PlayOptions): boolean {
  const hasLimits = limits.length > 0 || concurrency !== null
  if ([plan !== undefined, planFile !== undefined, hasLimits].filter(Boolean).length !== 1)
    throw new PlainFailure("Say against which plan: its name, --plan-file, or --limit 'total-tokens 1000000 per day'.")
  if (!hasLimits && (outputCap !== null || isSoft))
    throw new PlainFailure('--output-cap and --soft go with --limit: a plan says them itself.')
  return plan === undefined
}

function givenPlan(options: PlayOptions): PlanRow {
  return options.planFile === undefined ? planOfLimits(options) : planOfFile(options.planFile)
}
