import { setImmediate as turn } from 'node:timers/promises'
import type { PlanSimulationCreate } from '@tollgate/contract/resources/plan-simulation'
import { PlainFailure } from '../../plain-failure.ts'
import { planRow } from '../../simulation/given-plan.ts'
import { inOrder } from '../../simulation/in-order.ts'
import { pricedApis } from '../../simulation/priced-apis.ts'
import { callReader, type ReadCounts, type RecordFilter } from '../../simulation/recorded-calls.ts'
import { simulateInTurns } from '../../simulation/simulate.ts'
import type { SimulatedCall } from '../../simulation/simulated-call.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { readPrices } from '../../simulation/stored-plans.ts'
import { conflict, invalidField } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { isVisible, visibleUsage } from './visible-usage.ts'

/** Everybody who waits for this control plane waits for one simulation at most that long: about a second. */
const recordsMax = 50_000
const recordsAtOnce = 2_000
const dayMs = 86_400_000

export interface SimulatedPlan {
  readonly from: number
  readonly to: number
  /** There are more calls than are played at once: the newest are. */
  readonly isCut: boolean
  readonly read: ReadCounts
  readonly simulation: Simulation
}

/** Plays the calls of the last days against limits that need not be anybody's yet. Changes nothing. `newestRecords`: how many are looked at. */
export async function simulatePlan(
  verb: Verb,
  input: PlanSimulationCreate,
  newestRecords = recordsMax,
): Promise<SimulatedPlan> {
  authorise(verb, 'plans:manage')
  const { days, planId, apiId, applicationId, ...limits } = input
  const reader = readerOf(verb)
  const plan = planRow({ name: 'in question', ...limits })
  const counts: ReadCounts = { damaged: 0, withoutPlan: 0, refusedThen: 0, refusedOtherwise: 0 }
  const from = verb.now() - days * dayMs
  const filter = { from, api: apiId, application: applicationId, ofPlan: await planName(verb, planId) }
  const reading = { filter, counts, apiOf: pricedApis([], await readPrices(reader)) }
  const { calls, begin } = await readCalls(verb, reading, newestRecords)
  const isCut = begin !== null
  return {
    ...{ from: Math.max(from, begin ?? from), to: verb.now(), isCut, read: counts },
    simulation: await simulate(calls, plan),
  }
}

/** Calls carry the name of the plan that they were made under. */
async function planName(verb: Verb, planId: string | undefined): Promise<string | undefined> {
  if (planId === undefined) return undefined
  const plan = await readerOf(verb).get('plan', planId)
  if (plan === undefined) throw invalidField('planId', `names no plan: ${planId}`)
  return plan.name
}

interface CallReading {
  readonly filter: RecordFilter & { readonly from: number }
  readonly counts: ReadCounts
  readonly apiOf: Parameters<typeof callReader>[0]['apiOf']
}

/** `begin`: when the first call came that is looked at, where there are others before it; else null. */
async function readCalls(
  verb: Verb,
  reading: CallReading,
  newestRecords: number,
): Promise<{ readonly calls: readonly SimulatedCall[]; readonly begin: number | null }> {
  const { analytics, actor } = verb
  const first = await analytics.numberSince(actor.organisationId, reading.filter.from)
  const newest = (await analytics.bounds())?.newest
  if (first === null || newest === undefined) return { calls: [], begin: null }
  const visible = await visibleUsage(verb)
  const callOf = callReader(reading)
  const calls: SimulatedCall[] = []
  let begin: number | null = null
  let after = Math.max(first - 1, newest - newestRecords)
  const isCut = after >= first
  while (after < newest) {
    const records = await analytics.recordsAfter(after, recordsAtOnce)
    for (const { record, facts } of records) {
      if (facts.organisationId !== actor.organisationId || !isVisible(visible, facts)) continue
      begin ??= record.at
      const call = callOf(record)
      if (call !== undefined) calls.push(call)
    }
    after = records.at(-1)?.number ?? newest
    await turn()
  }
  return { calls, begin: isCut ? begin : null }
}

async function simulate(calls: readonly SimulatedCall[], plan: ReturnType<typeof planRow>): Promise<Simulation> {
  try {
    return await simulateInTurns(inOrder(calls), plan)
  } catch (error) {
    if (error instanceof PlainFailure) throw conflict(error.message)
    throw error
  }
}
