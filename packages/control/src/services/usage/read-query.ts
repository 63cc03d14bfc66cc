import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import { type Dimension, dimensions, type Filters, type UsageQuery } from '../../analytics/analytics-store.ts'
import type { Reader } from '../../storage/store.ts'
import { invalidField } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { visibleUsage } from './visible-usage.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
const presetDays = 7
const daysMax = 1_100

/** What was asked for, as the store takes it, with what the actor may see. Times as they were given. */
export async function readQuery(verb: Verb, input: UsageQueryInput, days = presetDays): Promise<UsageQuery> {
  const visible = await visibleUsage(verb)
  const to = input.to === undefined ? verb.now() : Date.parse(input.to)
  const from = input.from === undefined ? to - days * dayMs : Date.parse(input.from)
  if (from >= to) throw invalidField('from', 'has to be before `to`')
  if (to - from > daysMax * dayMs) throw invalidField('from', `is more than ${daysMax} days before \`to\``)
  const { organisationId } = verb.actor
  return { organisationId, from, to, visible, filters: await readFilters(readerOf(verb), input) }
}

/** The same in whole hours, which is how rollups answer. */
export async function readHours(verb: Verb, input: UsageQueryInput): Promise<UsageQuery> {
  const query = await readQuery(verb, input)
  return { ...query, from: wholeHours(query.from), to: wholeHours(query.to + hourMs - 1) }
}

/** The start of the hour. */
export function wholeHours(time: number): number {
  return Math.floor(time / hourMs) * hourMs
}

async function readFilters(reader: Reader, input: UsageQueryInput): Promise<Filters> {
  const filters: { -readonly [D in Dimension]?: readonly (string | null)[] } = {}
  for (const dimension of dimensions) {
    const given = input[dimension]
    // Nothing given is no filter, also where a program repeats a parameter no times.
    if (given !== undefined && given.length > 0)
      filters[dimension] = given.map((value) => (value === '' ? null : value))
  }
  if (filters.application !== undefined) filters.application = await withApplicationIds(reader, filters.application)
  if (filters.api !== undefined) filters.api = await withApiIds(reader, filters.api)
  return filters
}

type Values = readonly (string | null)[]

/** A name stands for the id behind it; what is neither finds nothing. */
async function withApplicationIds(reader: Reader, values: Values): Promise<Values> {
  const named = await reader.find('application', { name: values.filter((value) => value !== null) })
  return [...values, ...named.map(({ id }) => id)]
}

/** `name`, for all its versions, or `name/version`. */
async function withApiIds(reader: Reader, values: Values): Promise<Values> {
  const names = values.filter((value) => value !== null).flatMap((value) => [value, value.split('/')[0] ?? ''])
  const found = await reader.find('api', { name: names })
  const meant = found.filter(({ name, version }) => values.includes(name) || values.includes(`${name}/${version}`))
  return [...values, ...meant.map(({ id }) => id)]
}
