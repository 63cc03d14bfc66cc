import type { Metric } from './day-model.ts'
import type { Difference, ReconciledDay, Reconciliation } from './reconcile.ts'

const headings: Readonly<Record<Metric, string>> = {
  calls: 'CALLS',
  inputTokens: 'INPUT',
  cachedInputTokens: 'CACHED',
  outputTokens: 'OUTPUT',
  cost: 'COST',
}

/** A line for each day, model and side that differ, why, and what agrees in one line. */
export function showReconciliation(result: Reconciliation): string {
  const shown = result.days.filter(({ compared }) => compared.some(({ ledger, exported }) => ledger !== exported))
  const agreeing = result.days.length - shown.length
  const lines = [
    ...shown.flatMap((day) => [...showDay(day), '']),
    ...(agreeing > 0 ? [`${agreeing} of ${result.days.length} pairs of day and model agree to the last token.`] : []),
    // What differs is said once more where failures are.
    ...(result.differing === 0 ? [summary(result)] : []),
  ]
  return `${lines.join('\n')}\n`
}

export function summary({ days, differing, tolerance }: Reconciliation): string {
  const allowed = `${Number((tolerance * 100).toFixed(6))} %`
  return differing === 0
    ? `The ledger and the export agree within ${allowed}.`
    : `The ledger and the export differ by more than ${allowed} in ${differing} of ${days.length} pairs of day and model.`
}

/** For programs: times as dates, costs in micro-dollars. */
export function reconciliationJson(result: Reconciliation): object {
  return {
    ...result,
    days: result.days.map((day) => ({ ...day, day: dateOf(day.day) })),
    agrees: result.differing === 0,
  }
}

function showDay({ day, model, compared, isBeyondTolerance, because }: ReconciledDay): string[] {
  const name = model === '' ? 'all models' : model
  return [
    `${dateOf(day)}  ${name}  ${isBeyondTolerance ? 'DIFFERS' : 'within the tolerance'}`,
    ...compared.map(showDifference),
    ...because.map((sentence) => `  - ${sentence}`),
  ]
}

function showDifference({ metric, ledger, exported, isBeyondTolerance }: Difference): string {
  const numbers = [amount(metric, ledger), amount(metric, exported), signed(metric, exported - ledger)]
  const [ours, theirs, more] = numbers.map((number) => number.padStart(14))
  return `  ${headings[metric].padEnd(7)} ledger ${ours}  export ${theirs}  ${more}${isBeyondTolerance ? '  *' : ''}`
}

function signed(metric: Metric, difference: number): string {
  if (difference === 0) return '='
  return `${difference > 0 ? '+' : '-'}${amount(metric, Math.abs(difference))}`
}

function amount(metric: Metric, value: number): string {
  return metric === 'cost' ? `$${(value / 1_000_000).toFixed(6)}` : String(Math.round(value))
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10)
}
