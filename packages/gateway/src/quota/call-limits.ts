import type { LimitRow, QuotaScope } from '@tollgate/contract/limits'
import type { PlanRow, SubscriptionRow } from '@tollgate/contract/snapshot'
import type { Limit } from '../counters/counter-store.ts'
import { type Period, windowMsOf } from '../counters/window.ts'
import { type ShownLimit, showLimit } from './shown-limit.ts'

/** A limit that a call is under, with what it is called and the name under which it is counted. */
export interface CallLimit {
  /** Whose: the plan, or a quota. */
  readonly owner: LimitOwner
  readonly metric: LimitRow['metric'] | 'concurrency'
  /** null: of `concurrency`, which has no period. */
  readonly row: LimitRow | null
  readonly counter: Omit<Limit, 'amount'>
  /** How callers are shown it; null: they are not. */
  readonly shown: ShownLimit | null
  /** Keeps requests from coming all at once, beside a limit for longer. */
  readonly isBurst: boolean
}

export interface LimitOwner {
  readonly scope: 'plan' | QuotaScope
  readonly name: string
  /** By what the control plane knows it; left out: it is not told how the limit stands. */
  readonly told?: {
    /** Of the subscription, or of the quota. */
    readonly id: string
    /** Of a quota: whose share it is. */
    readonly subject: string
    /** When it was last given back whole; 0: never. */
    readonly resetAt: number
  }
}

export interface LimitedBy {
  readonly limits: readonly LimitRow[]
  readonly concurrencyMax?: number | null | undefined
}

/** The limits that a plan or a quota puts on whoever `subject` names. */
export function nameLimits(owner: LimitOwner, subject: string, { limits, concurrencyMax }: LimitedBy): CallLimit[] {
  const named = limits.map((row): CallLimit => {
    const plain = { id: counterId(subject, row), period: periodOf(row), limit: row.limit }
    const counter = row.isSoft === true ? { ...plain, isSoft: true } : plain
    return { owner, metric: row.metric, row, counter, shown: showLimit(row), isBurst: isBurst(row, limits) }
  })
  if (concurrencyMax == null) return named
  const counter = { id: `${subject} concurrency`, period: { kind: 'concurrency' }, limit: concurrencyMax } as const
  return [...named, { owner, metric: 'concurrency', row: null, counter, shown: null, isBurst: false }]
}

/** Limits of plans, named once for each subscription and plan. */
export class PlanLimits {
  private readonly known = new WeakMap<SubscriptionRow, { readonly plan: PlanRow; readonly limits: CallLimit[] }>()

  of(subscription: SubscriptionRow, plan: PlanRow): readonly CallLimit[] {
    const known = this.known.get(subscription)
    if (known?.plan === plan) return known.limits
    const { id, resetAt } = subscription
    const told = { id, subject: '', resetAt: resetAt ?? 0 }
    // What is given back whole is counted under another name.
    const subject = resetAt === undefined ? id : `${id}@${resetAt}`
    const limits = nameLimits({ scope: 'plan', name: plan.name, told }, subject, plan)
    this.known.set(subscription, { plan, limits })
    return limits
  }
}

/** The amount of a limit is not part of its name: what was used stays used when the limit is raised. */
function counterId(subject: string, { metric, count, unit, window, timeZone }: LimitRow): string {
  const id = `${subject} ${metric} ${count} ${unit}`
  // A calendar's window of the same length may be beside it, and is another counter.
  if (window === 'rolling') return `${id} rolling`
  return timeZone === undefined ? id : `${id} ${timeZone}`
}

function isBurst(row: LimitRow, limits: readonly LimitRow[]): boolean {
  const isShort = row.metric === 'requests' && (row.unit === 'second' || row.unit === 'minute')
  return isShort && limits.some((other) => windowMsOf(other) > windowMsOf(row))
}

function periodOf({ unit, count, window, timeZone }: LimitRow): Period {
  if (window === 'rolling') return { kind: 'rolling', unit, count }
  return timeZone === undefined ? { unit, count } : { unit, count, timeZone }
}
