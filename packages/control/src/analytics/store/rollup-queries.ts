import type {
  BreakdownOptions,
  BreakdownRow,
  Dimension,
  Order,
  PolicyHits,
  UsageQuery,
  UsageTotals,
} from '../analytics-store.ts'
import { dayMs, dimensionColumn, hourMs } from './columns.ts'
import { coarseCube, fineCube, hitCube } from './cubes.ts'
import { hourAfter, hourBefore } from './parts.ts'
import { isCoarseQuery, type Question, rollupQuestion } from './rollup-question.ts'
import { number, type Sql, type SqlRow, text, textOrNull } from './sql.ts'
import { sumColumns, totalsOf } from './sums.ts'

/** Far more than a page shows. */
const bucketsMax = 100_000
const limitMax = 10_000

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
  const inner = await groupedQuestion(sql, query, { by, key: () => `c.${dimensionColumn(by)}` })
  if (inner === undefined) return []
  const shown = Math.min(Math.max(0, Math.floor(limit)), limitMax)
  const question = `with found as (${inner.text}),
    ranked as (select found.*, v.value as named, row_number() over (order by ${orderColumns[order]} desc, found.calls desc, v.value) as place
      from found left join usage_value v on v.id = found.k)
    select case when place <= ${shown} then place else ${shown + 1} end as place, case when place <= ${shown} then named end as named, sum(case when named is null then 0 else 1 end) as named_count, ${summing('ranked', sumColumns)}
    from ranked group by 1, 2 order by 1`
  const rows = await sql.all(question, inner.values)
  return rows.map((row) => ({
    value: textOrNull(row, 'named'),
    isRest: number(row, 'place') > shown,
    values: number(row, 'named_count'),
    ...totalsOf(row),
  }))
}

export async function policyHits(sql: Sql, query: UsageQuery): Promise<PolicyHits[]> {
  const inner = await rollupQuestion(sql, query, { name: hitCube.name, select: () => 'u.hit as k, u.hits' })
  if (inner === undefined) return []
  const question = `select v.value as named, cast(sum(b.hits) as bigint) as hits
    from (${inner.text}) b join usage_value v on v.id = b.k group by v.value order by 2 desc, 1`
  return (await sql.all(question, inner.values)).map((row) => {
    const [verdict = '', ...policy] = text(row, 'named').split(' ')
    return { policy: policy.join(' '), verdict, hits: number(row, 'hits') }
  })
}

interface Grouping {
  /** Never from days. */
  readonly isHourly?: boolean
  readonly by?: Dimension
  readonly key?: (unitMs: number) => string
}

async function grouped(sql: Sql, query: UsageQuery, grouping: Grouping = {}): Promise<readonly SqlRow[]> {
  const question = await groupedQuestion(sql, query, grouping)
  return question === undefined ? [] : sql.all(question.text, question.values)
}

/** Sums by key `k`. */
async function groupedQuestion(
  sql: Sql,
  query: UsageQuery,
  { isHourly = false, by, key = () => '0' }: Grouping,
): Promise<Question | undefined> {
  const { name } = isCoarseQuery(query, by) ? coarseCube : fineCube
  const select = (unitMs: number) => `${key(unitMs)} as k, ${summing('u', sumColumns)}`
  const inner = await rollupQuestion(sql, query, { name, isHourly, by, select, groupBy: '1' })
  if (inner === undefined) return undefined
  return { ...inner, text: `select k, ${summing('b', sumColumns)} from (${inner.text}) b group by k` }
}

/** Postgres sums whole numbers to decimals. */
function summing(table: string, columns: readonly string[]): string {
  return columns.map((column) => `cast(sum(${table}.${column}) as bigint) as ${column}`).join(', ')
}
