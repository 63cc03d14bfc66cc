import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type {
  BreakdownOptions,
  BreakdownRow,
  Dimension,
  UsageQuery,
  UsageTotals,
} from '../../analytics/analytics-store.ts'
import type { Reader } from '../../storage/store.ts'
import { readerOf, type Verb } from '../verb.ts'
import { readHours } from './read-query.ts'

/** A question for each of them. */
const crossedMax = 200

export interface NamedRow extends BreakdownRow {
  /** Of applications and APIs as they are called now; of those that are gone the id. */
  readonly name: string | null
}

export interface Breakdown {
  readonly query: UsageQuery
  readonly totals: UsageTotals
  /** How many values there are, those beyond the limit too. */
  readonly values: number
  readonly rows: readonly NamedRow[]
}

export async function usageBreakdown(
  verb: Verb,
  { by, order, limit, ...input }: UsageQueryInput & BreakdownOptions & { readonly by: Dimension },
): Promise<Breakdown> {
  const query = await readHours(verb, input)
  const rows = await namedBreakdown(verb, query, { by, order, limit })
  const values = rows.reduce((sum, row) => sum + row.values, 0)
  return { query, totals: await verb.analytics.totals(query), values, rows }
}

export interface CrossRow {
  readonly row: NamedRow
  /** A part of it. */
  readonly and: NamedRow
}

/** Each of the largest values by a second dimension; what is beyond the limit of the first one is left out. */
export async function crossBreakdown(
  verb: Verb,
  {
    by,
    and,
    order,
    limit,
    ...input
  }: UsageQueryInput & BreakdownOptions & { readonly by: Dimension; readonly and: Dimension },
): Promise<AsyncIterable<readonly CrossRow[]>> {
  const query = await readHours(verb, input)
  const rows = await namedBreakdown(verb, query, { by, order, limit: Math.min(limit, crossedMax) })
  return pages()
  async function* pages() {
    for (const row of rows) {
      if (row.isRest) continue
      const within = { ...query, filters: { ...query.filters, [by]: [row.value] } }
      const parts = await namedBreakdown(verb, within, { by: and, order, limit })
      yield parts.map((part) => ({ row, and: part }))
    }
  }
}

export async function namedBreakdown(
  verb: Verb,
  query: UsageQuery,
  { by, ...options }: BreakdownOptions & { readonly by: Dimension },
): Promise<NamedRow[]> {
  const rows = await verb.analytics.breakdown(query, by, options)
  const ids = rows.flatMap(({ value }) => value ?? [])
  const names =
    by === 'application' || by === 'api' ? await namesOf(readerOf(verb), by, ids) : new Map<string, string>()
  return rows.map((row) => ({ ...row, name: row.value === null ? null : (names.get(row.value) ?? row.value) }))
}

export async function namesOf(
  reader: Reader,
  kind: 'application' | 'api',
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (kind === 'application') {
    const found = await reader.find('application', { id: ids })
    return new Map(found.map(({ id, name }) => [id, name]))
  }
  const found = await reader.find('api', { id: ids })
  return new Map(found.map(({ id, name, version }) => [id, `${name}/${version}`]))
}
