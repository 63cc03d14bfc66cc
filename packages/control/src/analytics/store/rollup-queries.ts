import type {
  BreakdownOptions,
  BreakdownRow,
  Dimension,
  Latency,
  Order,
  UsageQuery,
  UsageTotals,
} from '../analytics-store.ts'
import { dayMs, dimensionColumn, hourMs, latencyDimensions } from './columns.ts'
import { conditionOf, filteredBy, organisationText } from './filters.ts'
import { percentilesOf } from './latency-buckets.ts'
import { hourAfter, hourBefore, partsOf } from './parts.ts'
import { number, type Sql, type SqlRow, type SqlValue, textOrNull } from './sql.ts'
import { sumColumns, totalsOf } from './sums.ts'

/** Far more than a page shows. */
const bucketsMax = 100_000
const limitMax = 10_000
/** For percentiles by what histograms are not kept by. */
const sampledCallsMax = 500_000

export async function totals(sql: Sql, query: UsageQuery): Promise<UsageTotals> {
  return totalsOf((await grouped(sql, query))[0])
}

export async function series(
  sql: Sql,
  query: UsageQuery,
  per: 'hour' | 'day',
): Promise<(UsageTotals & { readonly at: number })[]> {
  const slotMs = per === 'hour' ? hourMs : dayMs
  const first = Math.floor(hourBefore(query.from) / slotMs)
  const beyond = Math.ceil(hourAfter(query.to) / slotMs)
  if (beyond - first > bucketsMax) throw new RangeError(`more than ${bucketsMax} ${per}s cannot be shown`)
  const rows = await grouped(sql, query, {
    isHourly: per === 'hour',
    key: (unitMs) => `u.slot * ${unitMs} / ${slotMs}`,
  })
  const found = new Map(rows.map((row) => [number(row, 'k'), row]))
  if (query.to <= query.from) return []
  return Array.from({ length: beyond - first }, (_, index) => {
    return { at: (first + index) * slotMs, ...totalsOf(found.get(first + index)) }
  })
}

const orderColumns = {
  cost: 'cost',
  totalTokens: 'total_tokens',
  calls: 'calls',
  refused: 'refused',
  failed: 'failed',
} as const satisfies Record<Order, string>

export async function breakdown(
  sql: Sql,
  query: UsageQuery,
  { by, order, limit }: BreakdownOptions & { readonly by: Dimension },
): Promise<BreakdownRow[]> {
  const inner = groupedText(query, { key: () => `c.${dimensionColumn(by)}` })
  if (inner === undefined) return []
  const shown = Math.min(Math.max(0, Math.floor(limit)), limitMax)
  const text = `with found as (${inner.text}),
    ranked as (select found.*, v.value as named, row_number() over (order by ${orderColumns[order]} desc, found.calls desc, v.value) as place
      from found left join usage_value v on v.id = found.k)
    select case when place <= ${shown} then place else ${shown + 1} end as place, case when place <= ${shown} then named end as named, ${summing('ranked')}
    from ranked group by 1, 2 order by 1`
  const rows = await sql.all(text, inner.values)
  return rows.map((row) => ({
    value: textOrNull(row, 'named'),
    isRest: number(row, 'place') > shown,
    ...totalsOf(row),
  }))
}

interface Grouping {
  /** Never from days. */
  readonly isHourly?: boolean
  readonly key?: (unitMs: number) => string
}

async function grouped(sql: Sql, query: UsageQuery, grouping: Grouping = {}): Promise<readonly SqlRow[]> {
  const question = groupedText(query, grouping)
  return question === undefined ? [] : sql.all(question.text, question.values)
}

/** Sums by key `k`, whole days of the time from the daily cube and its edges from the hourly one. undefined: there is no time. */
function groupedText(
  query: UsageQuery,
  { isHourly = false, key = () => '0' }: Grouping,
): { readonly text: string; readonly values: SqlValue[] } | undefined {
  const condition = conditionOf(query, 'c')
  const values: SqlValue[] = []
  const branches = partsOf(query, { isHourly }).map((part) => {
    const keyText = key(part.unitMs)
    const isJoined = condition !== undefined || keyText.startsWith('c.')
    values.push(query.organisationId, part.from, part.to, ...(condition?.values ?? []))
    return `select ${keyText} as k, ${summing('u')} from usage_${part.unit} u ${isJoined ? 'join usage_combination c on c.id = u.combination' : ''}
      where u.organisation = (${organisationText}) and u.slot >= ? and u.slot < ? ${condition === undefined ? '' : `and ${condition.text}`} group by 1`
  })
  if (branches.length === 0) return undefined
  return { text: `select k, ${summing('b')} from (${branches.join(' union all ')}) b group by k`, values }
}

/** Postgres sums whole numbers to decimals. */
function summing(table: string): string {
  return sumColumns.map((column) => `cast(sum(${table}.${column}) as bigint) as ${column}`).join(', ')
}

const kinds: readonly Latency[] = ['firstByteMs', 'totalMs', 'providerMs']
const latencyColumns = { firstByteMs: 'first_byte_ms', totalMs: 'total_ms', providerMs: 'provider_ms' } as const

export async function percentiles(
  sql: Sql,
  query: UsageQuery,
  { of, percents }: { readonly of: Latency; readonly percents: readonly number[] },
): Promise<(number | null)[]> {
  const byHistogram = filteredBy(query).every((dimension) => latencyDimensions.some((one) => one === dimension))
  const question = byHistogram ? histogramText(query, of) : sampleText(query, of)
  const rows = question === undefined ? [] : await sql.all(question.text, question.values)
  const counts = rows.map((row) => ({ bucket: number(row, 'bucket'), calls: number(row, 'calls') }))
  return percentilesOf(counts, percents)
}

function histogramText(
  query: UsageQuery,
  of: Latency,
): { readonly text: string; readonly values: SqlValue[] } | undefined {
  const condition = conditionOf(query, 'u')
  const values: SqlValue[] = []
  const branches = partsOf(query, {}).map((part) => {
    values.push(query.organisationId, part.from, part.to, ...(condition?.values ?? []))
    return `select u.bucket, u.calls from usage_latency_${part.unit} u
      where u.organisation = (${organisationText}) and u.slot >= ? and u.slot < ? and u.kind = ${kinds.indexOf(of)}
      ${condition === undefined ? '' : `and ${condition.text}`}`
  })
  if (branches.length === 0) return undefined
  const text = `select bucket, cast(sum(calls) as bigint) as calls from (${branches.join(' union all ')}) b group by bucket order by bucket`
  return { text, values }
}

/** Of the newest calls alone, where there are very many. */
function sampleText(query: UsageQuery, of: Latency): { readonly text: string; readonly values: SqlValue[] } {
  const condition = conditionOf(query, 'c')
  const column = latencyColumns[of]
  const sample = `select combination, ${column} as bucket from usage_call
    where organisation = (${organisationText}) and at >= ? and at < ? order by at desc, number desc limit ${sampledCallsMax}`
  const text = `select s.bucket, count(*) as calls from (${sample}) s join usage_combination c on c.id = s.combination
    where s.bucket is not null ${condition === undefined ? '' : `and ${condition.text}`} group by s.bucket order by s.bucket`
  const values = [query.organisationId, hourBefore(query.from), hourAfter(query.to), ...(condition?.values ?? [])]
  return { text, values }
}
