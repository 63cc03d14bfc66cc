import { setImmediate as turn } from 'node:timers/promises'
import type { PlanRow } from '@tollgate/contract/snapshot'
import type { LocalReservation, Refused } from '@tollgate/gateway/counters/counter-store'
import { MemoryCounterStore } from '@tollgate/gateway/counters/memory'
import { expectedAmount, priceOf, usedAmount } from '@tollgate/gateway/quota/amounts'
import { refuseQuota, refuseUnpriced } from '@tollgate/gateway/quota/quota-refusal'
import { refuseModelOfPlan } from '@tollgate/gateway/usage/plan-models'
import { PlainFailure } from '../plain-failure.ts'
import type { WindowTally } from './limit-tally.ts'
import type { SimulatedCall } from './simulated-call.ts'
import type { Simulation, SubscriptionResult } from './simulation.ts'
import { SubscriptionTally } from './subscription-tally.ts'
import { TimeHeap } from './time-heap.ts'

interface OpenCall {
  readonly call: SimulatedCall
  readonly tally: SubscriptionTally
  readonly reservation: LocalReservation
  readonly windows: readonly WindowTally[]
}

const callsATurn = 1_000
/** Every call is known to end, so that no lease has to. */
const leaseMs = Number.POSITIVE_INFINITY

/**
 * Plays calls, in the order of their starts, against a plan that every subscription is under: reserves and settles with the code of the gateway, and with the
 * times of the calls for a clock. Of what happens at the same moment, ends come first.
 */
export function simulate(calls: Iterable<SimulatedCall>, plan: PlanRow): Simulation {
  const simulator = new Simulator(plan)
  for (const call of calls) simulator.begin(call)
  return simulator.finish()
}

/** The same for those who share a process with others: every so many calls they have their turn. */
export async function simulateInTurns(calls: Iterable<SimulatedCall>, plan: PlanRow): Promise<Simulation> {
  const simulator = new Simulator(plan)
  let begun = 0
  for (const call of calls) {
    simulator.begin(call)
    begun++
    if (begun % callsATurn === 0) await turn()
  }
  return simulator.finish()
}

class Simulator {
  private readonly plan: PlanRow
  private readonly counters = new MemoryCounterStore()
  private readonly open = new TimeHeap<OpenCall>()
  private readonly tallies = new Map<string, SubscriptionTally>()
  private from: number | null = null
  private now = Number.NEGATIVE_INFINITY
  private late = 0

  constructor(plan: PlanRow) {
    this.plan = plan
  }

  begin(call: SimulatedCall): void {
    if (call.at < this.now) this.late++
    this.now = Math.max(this.now, call.at)
    this.from ??= call.at
    while (this.open.nextAt <= this.now) this.endNext()
    const tally = this.tallyOf(call)
    const ofModel = refuseModelOfPlan(this.plan, call.modelAsked) ?? refuseUnpriced(call, tally.limits)
    if (ofModel === undefined) return this.reserve(call, tally)
    tally.refusedForModel++
    tally.refuse(call, { opensAt: null, message: () => ofModel.message })
  }

  finish(): Simulation {
    const period = this.from === null ? null : { from: this.from, to: this.now }
    while (this.open.size > 0) this.endNext()
    const subscriptions = [...this.tallies.values()].map((tally) => tally.result()).sort(byRefusals)
    const sum = (part: 'calls' | 'refused') => subscriptions.reduce((all, one) => all + one[part], 0)
    return { period, calls: sum('calls'), refused: sum('refused'), late: this.late, subscriptions }
  }

  private reserve(call: SimulatedCall, tally: SubscriptionTally): void {
    const named = tally.limits.map(({ counter, metric }) => ({
      ...counter,
      amount: expectedAmount(metric, call, this.plan),
    }))
    const admission = this.counters.reserve(named, this.now, leaseMs)
    if (admission.kind === 'unavailable')
      throw new PlainFailure('There are too many subscriptions, or too many calls open at once, to play them all.')
    if (admission.kind === 'refused') return this.refuse(call, tally, admission)
    tally.admit(call)
    const windows = tally.limitTallies.map((limit, index) => {
      const state = admission.states[index]
      return state === undefined ? { endsAt: null, used: 0 } : limit.admit(state, named[index]?.amount ?? 0, this.now)
    })
    this.open.push(this.now + call.totalMs, { call, tally, reservation: admission, windows })
  }

  private refuse(call: SimulatedCall, tally: SubscriptionTally, refused: Refused): void {
    const index = tally.limits.findIndex(({ counter }) => counter.id === refused.limit.id)
    const limit = tally.limits[index]
    if (limit === undefined) return
    tally.limitTallies[index]?.refuse(this.now)
    const opensAt = limit.counter.limit === 0 || refused.reason === 'in-use' ? null : refused.resetsAt
    tally.refuse(call, { opensAt, message: () => refuseQuota(limit, refused, this.now).message })
  }

  private endNext(): void {
    const at = this.open.nextAt
    const ended = this.open.pop()
    if (ended === undefined) return
    const { call, tally, reservation, windows } = ended
    const amounts = tally.limits.map(({ metric }) => usedAmount(metric, call, call))
    const { states } = reservation.settle(amounts, at)
    for (const [index, limit] of tally.limitTallies.entries()) {
      const window = windows[index]
      if (window !== undefined) limit.settle(window, amounts[index] ?? 0, { state: states[index], at })
    }
    const { usage } = call
    tally.used.inputTokens += usage.inputTokens
    tally.used.outputTokens += usage.outputTokens
    tally.used.totalTokens += usage.totalTokens
    tally.used.cost += usedAmount('cost', call, call)
    if (usage.source !== 'none' && priceOf(call) === undefined) tally.used.callsWithoutPrice++
  }

  private tallyOf({ caller }: SimulatedCall): SubscriptionTally {
    const known = this.tallies.get(caller.subscriptionId)
    if (known !== undefined) return known
    const made = new SubscriptionTally(caller, this.plan)
    this.tallies.set(caller.subscriptionId, made)
    return made
  }
}

function byRefusals(one: SubscriptionResult, other: SubscriptionResult): number {
  const [a, b] = [one.subscriptionId, other.subscriptionId]
  return other.refused - one.refused || other.calls - one.calls || (a < b ? -1 : a > b ? 1 : 0)
}
