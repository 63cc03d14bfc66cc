import type { PlanRow, SubscriptionRow } from '@tollgate/contract/snapshot'
import type { Limit, LocalCounterStore } from '../counters/counter-store.ts'
import { describePeriod } from '../counters/window.ts'
import type { Exchange, Settlement } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'

type PlanLimit = PlanRow['limits'][number]

interface AdmissionOptions {
  readonly counters: LocalCounterStore
  /** Unix milliseconds. */
  now(): number
}

const bytesPerToken = 4
/** Codex states no maximum; a plan may set its own. */
const outputTokensAssumed = 16_000
/** The longest that a provider may take by setting, a day, and what the gateway itself may need. */
const leaseMs = 86_400_000 + 30_000

const metricNames: Readonly<Record<PlanLimit['metric'], string>> = {
  requests: 'requests',
  'total-tokens': 'tokens',
  'input-tokens': 'input tokens',
  'output-tokens': 'output tokens',
}

/**
 * Admission by the caller's plan: reserves what the call may use under all of the plan's limits at once, and settles with what it did use.
 * What is no model call (a list of models) costs nothing.
 */
export function createAdmission({ counters, now }: AdmissionOptions): (x: Exchange) => Refusal | undefined {
  const namedLimits = new WeakMap<SubscriptionRow, NamedLimit[]>()
  return (x) => {
    const { plan, subscription } = x.caller
    if (plan === null || subscription === null) return undefined
    if (plan.limits.length === 0 || !x.protocol.answersAreModelOutput) return undefined
    const limits = limitsOf(namedLimits, subscription, plan).map((named) => ({
      ...named.counter,
      amount: expectedAmount(named.metric, x, plan),
    }))
    const at = now()
    const reservation = counters.reserve(limits, at, leaseMs)
    if (reservation.kind === 'unavailable') return refuse('store_unavailable')
    if (reservation.kind === 'refused') {
      const limit = plan.limits[limits.findIndex(({ id }) => id === reservation.limit.id)]
      return refuseQuota(plan, limit, { resetsAt: reservation.resetsAt ?? at, now: at })
    }
    x.defer((settlement) => {
      reservation.settle(
        plan.limits.map(({ metric }) => usedAmount(metric, settlement)),
        now(),
      )
    })
    return undefined
  }
}

/** A limit of a plan with the name of its counter: made once for each subscription. */
interface NamedLimit {
  readonly plan: PlanRow
  readonly metric: PlanLimit['metric']
  readonly counter: Omit<Limit, 'amount'>
}

function limitsOf(
  known: WeakMap<SubscriptionRow, NamedLimit[]>,
  subscription: SubscriptionRow,
  plan: PlanRow,
): NamedLimit[] {
  const named = known.get(subscription)
  if (named?.[0]?.plan === plan) return named
  const made = plan.limits.map(({ metric, unit, count, limit }) => ({
    plan,
    metric,
    counter: { id: `${subscription.id} ${metric} ${count} ${unit}`, period: { unit, count }, limit },
  }))
  known.set(subscription, made)
  return made
}

/** Without reading the body: its length tells the input, and the plan's cap the output. */
function expectedAmount(metric: PlanLimit['metric'], x: Exchange, plan: PlanRow): number {
  const input = Math.ceil(x.requestBytes / bytesPerToken)
  const output = plan.outputTokensMax ?? outputTokensAssumed
  switch (metric) {
    case 'requests':
      return 1
    case 'input-tokens':
      return input
    case 'output-tokens':
      return output
    case 'total-tokens':
      return input + output
  }
}

/** A call that was refused, or that no provider worked on, costs nothing. */
function usedAmount(metric: PlanLimit['metric'], { outcome, usage }: Settlement): number {
  switch (metric) {
    case 'requests':
      return outcome === 'answered' || usage.source !== 'none' ? 1 : 0
    case 'input-tokens':
      return usage.inputTokens
    case 'output-tokens':
      return usage.outputTokens
    case 'total-tokens':
      return usage.totalTokens
  }
}

function refuseQuota(plan: PlanRow, limit: PlanLimit | undefined, when: { resetsAt: number; now: number }): Refusal {
  const what =
    limit === undefined
      ? 'of its quota'
      : `${limit.limit.toLocaleString('en-US')} ${metricNames[limit.metric]} per ${describePeriod(limit)}`
  return refuse('quota_exceeded', `Plan ${plan.name}: all ${what} are used up.`, {
    resetsAt: Math.ceil(when.resetsAt / 1000),
    retryAfterSeconds: Math.max(1, Math.ceil((when.resetsAt - when.now) / 1000)),
  })
}
