import { type Dimension, dimensions, type Filters, type UsageQuery } from '../analytics-store.ts'
import { dimensionColumn } from './columns.ts'
import { boundValue } from './packed-values.ts'
import { places, type SqlValue } from './sql.ts'

export interface Condition {
  readonly text: string
  readonly values: readonly SqlValue[]
}

type Filtered = Pick<UsageQuery, 'organisationId' | 'filters' | 'visible'>

export const organisationText = 'select id from usage_value where organisation = 0 and dimension = -1 and value = ?'

/** What of the rows of `table`, which has the columns of the dimensions, was asked for; undefined: all of it. */
export function conditionOf({ organisationId, filters, visible }: Filtered, table: string): Condition | undefined {
  const asked = every(filters, organisationId, table)
  const seen = visible?.map((one) => every(one, organisationId, table))
  const isAllSeen = seen === undefined || seen.some(({ text }) => text === '')
  const conditions = [asked, ...(isAllSeen ? [] : [either(seen)])].filter(({ text }) => text !== '')
  if (conditions.length === 0) return undefined
  return { text: conditions.map(({ text }) => text).join(' and '), values: conditions.flatMap(({ values }) => values) }
}

/** Every dimension by which something is chosen. */
export function filteredBy({ filters, visible }: Filtered): readonly Dimension[] {
  return dimensions.filter((dimension) => [filters, ...(visible ?? [])].some((one) => one[dimension] !== undefined))
}

function every(filters: Filters, organisationId: string, table: string): Condition {
  const conditions = dimensions.flatMap((dimension, place) => {
    const wanted = filters[dimension]
    return wanted === undefined
      ? []
      : [oneOf(`${table}.${dimensionColumn(dimension)}`, { place, wanted, organisationId })]
  })
  return { text: conditions.map(({ text }) => text).join(' and '), values: conditions.flatMap(({ values }) => values) }
}

function either(seen: readonly Condition[]): Condition {
  if (seen.length === 0) return { text: '1 = 0', values: [] }
  const text = `(${seen.map((one) => `(${one.text})`).join(' or ')})`
  return { text, values: seen.flatMap(({ values }) => values) }
}

interface Wanted {
  readonly place: number
  readonly wanted: readonly (string | null)[]
  readonly organisationId: string
}

function oneOf(column: string, { place, wanted, organisationId }: Wanted): Condition {
  const named = wanted.map(boundValue).filter((value) => value !== null)
  const alternatives: Condition[] = []
  if (named.length < wanted.length) alternatives.push({ text: `${column} = 0`, values: [] })
  if (named.length > 0)
    alternatives.push({
      text: `${column} in (select id from usage_value where organisation = (${organisationText}) and dimension = ${place} and value in (${places(named.length)}))`,
      values: [organisationId, ...named],
    })
  return either(alternatives)
}
