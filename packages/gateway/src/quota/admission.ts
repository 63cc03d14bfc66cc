import type { ApiRow } from '@tollgate/contract/snapshot'
import type { Admission, CounterState, Refused, Reservation } from '../counters/counter-store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import type { AskedOf } from '../recovery/admitted-call.ts'
import { expectedAmount, usedAmount } from './amounts.ts'
import type { CallJournal } from './call-journal.ts'
import { type CallLimit, PlanLimits } from './call-limits.ts'
import { refuseQuota, refuseUnpriced } from './quota-refusal.ts'
import type { QuotaSet } from './quota-set.ts'
import type { Reserve } from './reserve.ts'
import type { TouchedLimits } from './touched-limits.ts'

interface AdmissionOptions {
  readonly reserve: Reserve
  readonly journal: CallJournal
  /** The quotas in force. */
  quotas(): QuotaSet
  /** Told of every limit that a call touches. */
  readonly touched: Pick<TouchedLimits, 'note'>
  /** Unix milliseconds. */
  now(): number
}

/** How a limit of a call stands, as the caller is told. */
export interface Standing {
  readonly limit: CallLimit
  readonly state: CounterState
}

export type Admit = (x: Exchange) => Refusal | undefined | Promise<Refusal | undefined>

/** What the gateway itself may need beside the time that it gives a provider. */
const ownMs = 30_000

/** How long what is set aside stays so, for calls that a provider has `totalMs` to answer. */
export function leaseOver(totalMs: number): number {
  return totalMs + ownMs
}

/**
 * Admission: reserves what the call may use under all of its limits at once, and settles with what it did use. What is no model call
 * (a list of models) costs nothing.
 */
export function createAdmission({ reserve, journal, quotas, touched, now }: AdmissionOptions): Admit {
  const plans = new PlanLimits()
  const leases = new Leases()
  return (x) => {
    if (!x.protocol.answersAreModelOutput) return undefined
    const limits = limitsOf(x, plans, quotas())
    const uncountable = refuseUnknownModel(x) ?? refuseUnpriced(x, limits)
    if (uncountable !== undefined) return uncountable
    if (limits.length === 0) return undefined
    const { plan } = x.caller
    const at = now()
    const leaseMs = leases.of(x.api)
    const named = limits.map(({ counter, metric }) => ({ ...counter, amount: expectedAmount(metric, x, plan) }))
    const asked = { limits: named, at, leaseMs }
    const admission = reserve(x.api, asked)
    const take = (given: Admission) => takeAdmission({ x, limits, asked, journal, touched, now }, given)
    return admission instanceof Promise ? admission.then(take) : take(admission)
  }
}

interface Admitting {
  readonly x: Exchange
  readonly limits: readonly CallLimit[]
  readonly asked: AskedOf
  readonly journal: CallJournal
  readonly touched: AdmissionOptions['touched']
  now(): number
}

function takeAdmission(admitting: Admitting, admission: Admission): Refusal | undefined {
  const { x, limits } = admitting
  switch (admission.kind) {
    case 'unavailable':
      return refuse('store_unavailable')
    case 'refused':
      return refuseBy(admitting, admission)
    case 'reserved':
      x.standings = limits.flatMap((limit, index) => {
        const state = admission.states[index]
        return state === undefined ? [] : [{ limit, state }]
      })
      return settleAtEnd(admitting, admission)
  }
}

function settleAtEnd(
  { x, limits, asked, journal, touched, now }: Admitting,
  reservation: Reservation,
): Refusal | undefined {
  // Whoever left while the counters were asked is gone: nobody settles for it any more.
  if (x.isSettled) {
    void reservation.settle(
      limits.map(() => 0),
      now(),
    )
    return undefined
  }
  const noted = journal.note(x, asked, reservation)
  if (noted.kind === 'refusal') return noted
  touched.note(limits)
  x.defer((settlement) => {
    touched.note(limits)
    void noted.settle(
      limits.map(({ metric }) => usedAmount(metric, x, settlement)),
      now(),
    )
  })
  return undefined
}

function refuseBy({ x, limits, now }: Admitting, refused: Refused): Refusal {
  const limit = limits.find(({ counter }) => counter.id === refused.limit.id)
  if (limit === undefined) return refuse('quota_exceeded')
  x.standings = [{ limit, state: refused.state }]
  return refuseQuota(limit, refused, now())
}

function limitsOf(x: Exchange, plans: PlanLimits, quotas: QuotaSet): readonly CallLimit[] {
  const { plan, subscription } = x.caller
  const ofPlan = plan === null || subscription === null ? [] : plans.of(subscription, plan)
  if (quotas.isEmpty) return ofPlan
  const more = quotas.limitsOf(x)
  return more.length === 0 ? ofPlan : [...ofPlan, ...more]
}

/** Who hides the model would not be counted under its quota. */
function refuseUnknownModel({ modelCounts, modelAsked }: Exchange): Refusal | undefined {
  if (!modelCounts || modelAsked !== null) return undefined
  return refuse(
    'model_not_allowed',
    'There are quotas for models, and the model of this call cannot be read: name one model in the body, as the JSON string "model".',
  )
}

/** The longest that a call of an API may be open. */
class Leases {
  private readonly known = new WeakMap<ApiRow, number>()

  of(api: ApiRow): number {
    const known = this.known.get(api)
    if (known !== undefined) return known
    const longest = api.endpoints.reduce((ms, { timeouts }) => Math.max(ms, timeouts.totalMs), 0)
    this.known.set(api, leaseOver(longest))
    return leaseOver(longest)
  }
}
