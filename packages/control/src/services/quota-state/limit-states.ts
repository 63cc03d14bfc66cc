import type { LimitRow, QuotaScope } from '@tollgate/contract/limits'
import type { Standing } from '../../quota-state/combine-states.ts'
import type { Verb } from '../verb.ts'

/** Limits that hold for somebody, with names for people: of a subscription's plan, or of a quota. */
export interface OwnedLimits {
  readonly scope: 'plan' | QuotaScope
  readonly ownerId: string
  readonly ownerName: string
  readonly subject: string
  readonly subjectName: string
  readonly limits: readonly LimitRow[]
  readonly concurrencyMax: number | null
  /** What was counted before is no more; 0: never given back whole. */
  readonly resetAt: number
}

export interface LimitStanding {
  readonly owner: OwnedLimits
  /** null: how many calls may be open at once. */
  readonly row: LimitRow | null
  readonly limit: number
  /** undefined: no gateway has said anything, for nothing was used. */
  readonly standing: Standing | undefined
}

/** How each of these limits stands, one that nothing has used yet included. */
export async function limitStandings(
  { liveCounters, actor }: Verb,
  owners: readonly OwnedLimits[],
): Promise<LimitStanding[]> {
  const ownerIds = [...new Set(owners.map(({ ownerId }) => ownerId))]
  if (ownerIds.length === 0) return []
  const known = await liveCounters.read(actor.organisationId, { ownerIds })
  const found = new Map([...known.values()].map((standing) => [keyOf(standing.counter), standing]))
  return owners.flatMap((owner) => {
    const rows: (LimitRow | null)[] = [...owner.limits, ...(owner.concurrencyMax === null ? [] : [null])]
    return rows.map((row) => {
      const metric = row?.metric ?? ('concurrency' as const)
      const standing = found.get(keyOf({ ...owner, metric, period: row }))
      return { owner, row, limit: row?.limit ?? owner.concurrencyMax ?? 0, standing }
    })
  })
}

type Named = Pick<Standing['counter'], 'ownerId' | 'subject' | 'resetAt' | 'metric'> & {
  readonly period: Pick<LimitRow, 'count' | 'unit' | 'window' | 'timeZone'> | null
}

/** Amounts are no part of it: a limit that was raised goes on from where it stood. */
function keyOf({ ownerId, subject, resetAt, metric, period }: Named): string {
  const window = period === null ? [] : [period.count, period.unit, period.window ?? 'calendar', zoneOf(period)]
  return [ownerId, subject, resetAt, metric, ...window].join('\n')
}

/** A rolling window has none. */
function zoneOf({ window, timeZone }: NonNullable<Named['period']>): string {
  return window === 'rolling' ? '' : (timeZone ?? '')
}
