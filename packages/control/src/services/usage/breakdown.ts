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

export interface NamedRow extends BreakdownRow {
  /** Of applications and APIs as they are called now; of those that are gone the id. */
  readonly name: string | null
}

export interface Breakdown {
  readonly query: UsageQuery
  readonly totals: UsageTotals
  readonly rows: readonly NamedRow[]
}

export async function usageBreakdown(
  verb: Verb,
  { by, order, limit, ...input }: UsageQueryInput & BreakdownOptions & { readonly by: Dimension },
): Promise<Breakdown> {
  const query = await readHours(verb, input)
  return {
    query,
    totals: await verb.analytics.totals(query),
    rows: await namedBreakdown(verb, query, { by, order, limit }),
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
