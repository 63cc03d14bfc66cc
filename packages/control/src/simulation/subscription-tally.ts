import type { PlanRow } from '@tollgate/contract/snapshot'
import { type CallLimit, nameLimits } from '@tollgate/gateway/quota/call-limits'
import { LimitTally } from './limit-tally.ts'
import type { SimulatedCall, SimulatedCaller } from './simulated-call.ts'
import type { PersonResult, Stop, SubscriptionResult, UsedAmounts } from './simulation.ts'

/** A refusal, as the tally of its subscription takes it. */
export interface NotedRefusal {
  readonly opensAt: number | null
  /** Asked for once. */
  readonly message: () => string
}

type Writable<T> = { -readonly [Property in keyof T]: T[Property] }

const stopsKept = 10
const peopleKept = 10_000

/** How one subscription fares under the plan. */
export class SubscriptionTally {
  readonly limits: readonly CallLimit[]
  readonly limitTallies: readonly LimitTally[]
  readonly used: Writable<UsedAmounts> = {
    inputTokens: 0,
    outputTokens: 0,
    totalTokens: 0,
    cost: 0,
    callsWithoutPrice: 0,
  }
  refusedForModel = 0
  calls = 0
  refused = 0
  private readonly caller: SimulatedCaller
  private firstRefusedAt: number | null = null
  private firstRefusal: string | null = null
  private readonly stops: Array<Writable<Stop>> = []
  private stopsCount = 0
  private stopped: Writable<Stop> | null = null
  private readonly people = new Map<string | null, Writable<PersonResult>>()

  constructor(caller: SimulatedCaller, plan: PlanRow) {
    this.caller = caller
    this.limits = nameLimits({ scope: 'plan', name: plan.name }, caller.subscriptionId, plan)
    this.limitTallies = this.limits.map((limit) => new LimitTally(limit))
  }

  admit(call: SimulatedCall): void {
    this.calls++
    this.personOf(call).calls++
    if (this.stopped === null) return
    this.stopped.admittedAgainAt = call.at
    this.stopped = null
  }

  refuse(call: SimulatedCall, { opensAt, message }: NotedRefusal): void {
    const person = this.personOf(call)
    this.calls++
    this.refused++
    person.calls++
    person.refused++
    person.firstRefusedAt ??= call.at
    this.firstRefusedAt ??= call.at
    this.firstRefusal ??= message()
    if (this.stopped === null) {
      this.stopped = { from: call.at, refused: 0, opensAt: null, admittedAgainAt: null }
      if (this.stopsCount++ < stopsKept) this.stops.push(this.stopped)
    }
    this.stopped.refused++
    this.stopped.opensAt = opensAt
  }

  result(): SubscriptionResult {
    const { calls, refused, firstRefusedAt, firstRefusal, stops, stopsCount, refusedForModel, used } = this
    const people = [...this.people.values()].sort(
      (one, other) => other.refused - one.refused || other.calls - one.calls || compare(one.person, other.person),
    )
    const limits = this.limitTallies.map((tally) => tally.result())
    const counts = { calls, refused, firstRefusedAt, firstRefusal, stops, stopsCount, refusedForModel }
    return { ...this.caller, ...counts, limits, people, used }
  }

  /** Whoever comes when too many are known is counted with those without a name. */
  private personOf({ person }: SimulatedCall): Writable<PersonResult> {
    const name = this.people.size >= peopleKept && !this.people.has(person) ? null : person
    const known = this.people.get(name) ?? { person: name, calls: 0, refused: 0, firstRefusedAt: null }
    this.people.set(name, known)
    return known
  }
}

function compare(one: string | null, other: string | null): number {
  const [a, b] = [one ?? '', other ?? '']
  return a < b ? -1 : a > b ? 1 : 0
}
