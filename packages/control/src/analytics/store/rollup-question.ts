import type { Dimension, UsageQuery } from '../analytics-store.ts'
import { dimensionColumn, isCoarse } from './columns.ts'
import type { Unit } from './cubes.ts'
import { type Condition, conditionOf, filteredBy, organisationText } from './filters.ts'
import { openDays } from './open-days.ts'
import { type Part, partsOf, wholeDays } from './parts.ts'
import { number, type Sql, type SqlValue } from './sql.ts'

/** Beyond it reading all rows of the time is quicker than looking each one up. */
const lookUpsMax = 200_000

export interface Question {
  readonly text: string
  readonly values: readonly SqlValue[]
}

interface Wanted {
  /** Of the rollup: its tables are `${name}_hour` and `${name}_day`. */
  readonly name: string
  readonly isHourly?: boolean
  readonly by?: Dimension | undefined
  /** What is selected of a slot `u` and its combination `c`; its slots are so many milliseconds long. */
  select(unitMs: number): string
  readonly groupBy?: string
}

/** Whether a question keeps to what the coarse rollups are kept by. */
export function isCoarseQuery(query: UsageQuery, by?: Dimension): boolean {
  return [...filteredBy(query), ...(by === undefined ? [] : [by])].every(isCoarse)
}

/**
 * The rows of a rollup that were asked for, days and hours one after the other. Combinations that fit are looked up slot by slot where they are few, and
 * else every row of the time is read. undefined: there are none.
 */
export async function rollupQuestion(sql: Sql, query: UsageQuery, wanted: Wanted): Promise<Question | undefined> {
  const organisation = (await sql.all(organisationText, [query.organisationId]))[0]
  if (organisation === undefined || query.to <= query.from) return undefined
  const code = number(organisation, 'id')
  const days = wholeDays(query)
  const open = wanted.isHourly ? 'all' : await openDays(sql, code, { from: days.first, to: days.beyond })
  const parts = partsOf(query, open)
  const condition = conditionOf(query, 'c')
  const fitting = condition === undefined ? undefined : await countFitting(sql, code, condition)
  if (fitting === 0) return undefined
  const lookUps = (fitting ?? Number.POSITIVE_INFINITY) * slotsOf(parts)
  const isLookedUp = lookUps <= lookUpsMax
  const branches = parts.map((part) => branchText(part, { ...wanted, code, condition, isLookedUp }))
  const tables = parts.map((part) => rangesText(part, isLookedUp))
  if (!isLookedUp || condition === undefined)
    return {
      text: `with ${tables.join(', ')} ${branches.join(' union all ')}`,
      values: parts.flatMap(() => condition?.values ?? []),
    }
  const dimension = wanted.by === undefined ? '' : `, c.${dimensionColumn(wanted.by)}`
  const fittingText = `fitting as materialized (select c.id${dimension} from usage_combination c where c.organisation = ${code} and ${condition.text})`
  return {
    text: `with recursive ${fittingText}, ${tables.join(', ')} ${branches.join(' union all ')}`,
    values: condition.values,
  }
}

async function countFitting(sql: Sql, organisation: number, condition: Condition): Promise<number> {
  const question = `select count(*) as fitting from usage_combination c where c.organisation = ${organisation} and ${condition.text}`
  return number((await sql.all(question, condition.values))[0], 'fitting')
}

function slotsOf(parts: readonly Part[]): number {
  return parts.flatMap(({ ranges }) => ranges).reduce((sum, { first, beyond }) => sum + beyond - first, 0)
}

/** Ranges of slots as a table, and where they are looked up each slot of them. They are numbers of ours, so that they may stand in the text. */
function rangesText({ unit, ranges }: Part, isLookedUp: boolean): string {
  const values = ranges.map(({ first, beyond }) => `(cast(${first} as bigint), cast(${beyond} as bigint))`).join(', ')
  const table = `${unit}_ranges(first, beyond) as (values ${values})`
  if (!isLookedUp) return table
  return `${table}, ${unit}_slots(slot, beyond) as (select first, beyond from ${unit}_ranges
    union all select slot + 1, beyond from ${unit}_slots where slot + 1 < beyond)`
}

interface Branch extends Wanted {
  readonly code: number
  readonly condition: Condition | undefined
  readonly isLookedUp: boolean
}

function branchText(
  { unit, unitMs }: Part,
  { name, by, select, groupBy, code, condition, isLookedUp }: Branch,
): string {
  const table = `${name}_${unit} u`
  const grouped = groupBy === undefined ? '' : `group by ${groupBy}`
  const from = isLookedUp ? lookedUpText(unit, table, code) : readText(unit, table, { code, condition, by })
  return `select ${select(unitMs)} from ${from} ${grouped}`
}

/** `cross join` keeps SQLite to this order. */
function lookedUpText(unit: Unit, table: string, code: number): string {
  return `${unit}_slots s cross join fitting c cross join ${table}
    where u.organisation = ${code} and u.slot = s.slot and u.combination = c.id`
}

function readText(
  unit: Unit,
  table: string,
  { code, condition, by }: { code: number; condition: Condition | undefined; by: Dimension | undefined },
): string {
  const isJoined = condition !== undefined || by !== undefined
  return `${unit}_ranges r cross join ${table} ${isJoined ? 'cross join usage_combination c' : ''}
    where u.organisation = ${code} and u.slot >= r.first and u.slot < r.beyond
    ${isJoined ? 'and c.id = u.combination' : ''} ${condition === undefined ? '' : `and ${condition.text}`}`
}
