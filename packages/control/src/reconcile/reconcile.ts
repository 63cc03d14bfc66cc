import { type DayModel, keyOf, type Metric, metrics } from './day-model.ts'
import { explain } from './explain.ts'
import type { LedgerDay } from './ledger-days.ts'
import type { ExportedDay, UsageExport } from './read-export.ts'

export interface Difference {
  readonly metric: Metric
  readonly ledger: number
  readonly exported: number
  readonly isBeyondTolerance: boolean
}

/** A day and a model, both sides beside each other. */
export interface ReconciledDay extends DayModel {
  readonly side: 'both' | 'ledger' | 'export'
  readonly compared: readonly Difference[]
  readonly isBeyondTolerance: boolean
  /** Sentences; empty where both sides agree. */
  readonly because: readonly string[]
}

export interface Reconciliation {
  readonly days: readonly ReconciledDay[]
  readonly metrics: readonly Metric[]
  readonly differing: number
  /** A share, such as 0.01. */
  readonly tolerance: number
}

interface Sides {
  readonly ledger: ReadonlyMap<string, LedgerDay>
  readonly exported: UsageExport
  readonly tolerance: number
}

/** Days and models of both sides, in their order. */
export function reconcile({ ledger, exported, tolerance }: Sides): Reconciliation {
  const places = new Map<string, DayModel>([...ledger, ...exported.days])
  const days = [...places.values()].sort(inOrder).map(({ day, model }) => {
    const key = keyOf({ day, model })
    return compare({ day, model }, { ours: ledger.get(key), theirs: exported.days.get(key), exported, tolerance })
  })
  const differing = days.filter(({ isBeyondTolerance }) => isBeyondTolerance).length
  return { days, metrics: exported.metrics, differing, tolerance }
}

interface Pair {
  readonly ours: LedgerDay | undefined
  readonly theirs: ExportedDay | undefined
  readonly exported: Pick<UsageExport, 'metrics'>
  readonly tolerance: number
}

function compare(place: DayModel, { ours, theirs, exported, tolerance }: Pair): ReconciledDay {
  const compared = metrics
    .filter(
      (metric) => exported.metrics.includes(metric) && (theirs === undefined || theirs.amounts[metric] !== undefined),
    )
    .map((metric) => {
      const amounts = { ledger: ours?.amounts[metric] ?? 0, exported: theirs?.amounts[metric] ?? 0 }
      return { metric, ...amounts, isBeyondTolerance: isBeyond(metric, amounts, tolerance) }
    })
  const isBeyondTolerance = compared.some((one) => one.isBeyondTolerance)
  const hasDifference = compared.some((one) => one.ledger !== one.exported)
  return {
    ...place,
    side: ours === undefined ? 'export' : theirs === undefined ? 'ledger' : 'both',
    compared,
    isBeyondTolerance,
    because: hasDifference ? explain({ ours, theirs, compared, isBeyondTolerance }) : [],
  }
}

/** Each call's cost is rounded up to a whole micro-dollar here: that much is no difference. */
function isBeyond(metric: Metric, { ledger, exported }: Pick<Difference, 'ledger' | 'exported'>, tolerance: number) {
  const rounding = metric === 'cost' ? 1 : 0
  return Math.abs(ledger - exported) > tolerance * Math.max(ledger, exported) + rounding
}

function inOrder(one: DayModel, other: DayModel): number {
  if (one.day !== other.day) return one.day - other.day
  return one.model < other.model ? -1 : 1
}
