import { dimensions } from '../analytics-store.ts'
import { number, places, type Sql, slices, text } from './sql.ts'

export const organisationDimension = -1
/** What policies did, such as `refused regex`. */
export const hitDimension = -2
export const otherValue = 'other'
const inOneStatement = 400
const cacheEntriesMax = 200_000
const dimensionNumbers = [hitDimension, organisationDimension, ...dimensions.keys()].join(', ')

/** Whose values, and the day of today since 1970. */
export interface Wanted {
  readonly organisation: number
  readonly day: number
}

/** The place of a dimension among `dimensions`, and a value of it. */
export type Pair = readonly [dimension: number, value: string]
type Learn = (dimension: number, value: string, code: number) => void

/** Texts as small numbers. What it knows stays in the database while it lives, save by a change that was undone: then it is made anew. */
export class ValueCodes {
  private readonly values = new Map<string, number>()
  private readonly newADayMax: number

  constructor(newADayMax: number) {
    this.newADayMax = newADayMax
  }

  async organisation(sql: Sql, organisationId: string): Promise<number> {
    const codes = await this.codes(sql, { organisation: 0, day: 0 }, [[organisationDimension, organisationId]])
    return codes.get(valueKey(organisationDimension, organisationId)) ?? 0
  }

  /** By `valueKey`. */
  async codes(sql: Sql, wanted: Wanted, pairs: readonly Pair[]): Promise<Map<string, number>> {
    const found = new Map<string, number>()
    const missing = new Map<string, Pair>()
    for (const pair of pairs) {
      const key = valueKey(...pair)
      if (found.has(key)) continue
      const known = this.values.get(`${wanted.organisation} ${key}`)
      if (known === undefined) missing.set(key, pair)
      else found.set(key, known)
    }
    if (missing.size > 0) await this.findCodes(sql, wanted, { missing, found })
    return found
  }

  /** It has a number of its own. */
  isKnown(organisation: number, [dimension, value]: Pair): boolean {
    return this.values.has(`${organisation} ${valueKey(dimension, value)}`)
  }

  /** Of `other` in each of these dimensions. */
  async others(sql: Sql, wanted: Wanted, ofDimensions: Iterable<number>): Promise<Map<number, number>> {
    const codes = new Map<number, number>()
    const pairs = [...new Set(ofDimensions)].map((dimension) => [dimension, otherValue] as const)
    await insertValues(sql, wanted, pairs, (dimension, _value, code) => codes.set(dimension, code))
    return codes
  }

  private async findCodes(
    sql: Sql,
    wanted: Wanted,
    { missing, found }: { missing: Map<string, Pair>; found: Map<string, number> },
  ): Promise<void> {
    const learn: Learn = (dimension, value, code) => {
      const key = valueKey(dimension, value)
      if (!missing.delete(key)) return
      found.set(key, code)
      keep(this.values, `${wanted.organisation} ${key}`, code)
    }
    const texts = [...new Set([...missing.values()].map(([, value]) => value))]
    for (const slice of slices(texts, inOneStatement)) {
      const question = `select dimension, value, id from usage_value where organisation = ? and dimension in (${dimensionNumbers}) and value in (${places(slice.length)})`
      for (const row of await sql.all(question, [wanted.organisation, ...slice]))
        learn(number(row, 'dimension'), text(row, 'value'), number(row, 'id'))
    }
    if (missing.size === 0) return
    const beyond = await this.addValues(sql, wanted, [...missing.values()], learn)
    if (beyond.length === 0) return
    const others = await this.others(
      sql,
      wanted,
      beyond.map(([dimension]) => dimension),
    )
    // Not kept in mind: tomorrow they may have numbers of their own.
    for (const [dimension, value] of beyond) found.set(valueKey(dimension, value), others.get(dimension) ?? 0)
  }

  /** Those for which there is no room today. */
  private async addValues(sql: Sql, wanted: Wanted, missing: readonly Pair[], learn: Learn): Promise<readonly Pair[]> {
    const today = await knownToday(sql, wanted)
    const added: Pair[] = []
    const beyond: Pair[] = []
    for (const pair of missing) {
      const known = today.get(pair[0]) ?? 0
      const isFull = pair[0] !== organisationDimension && known >= this.newADayMax
      today.set(pair[0], known + 1)
      if (isFull) beyond.push(pair)
      else added.push(pair)
    }
    await insertValues(sql, wanted, added, learn)
    return beyond
  }
}

export function valueKey(dimension: number, value: string): string {
  return `${dimension} ${value}`
}

/** How many new values each dimension has got today. */
async function knownToday(sql: Sql, { organisation, day }: Wanted): Promise<Map<number, number>> {
  const counting =
    'select dimension, count(*) as known from usage_value where organisation = ? and day = ? group by dimension'
  const rows = await sql.all(counting, [organisation, day])
  return new Map(rows.map((row) => [number(row, 'dimension'), number(row, 'known')]))
}

async function insertValues(
  sql: Sql,
  { organisation, day }: Wanted,
  pairs: readonly Pair[],
  learn: Learn,
): Promise<void> {
  const rows = await sql.insert({
    table: 'usage_value',
    columns: ['organisation', 'dimension', 'value', 'day'],
    rows: pairs.map(([dimension, value]) => [organisation, dimension, value, day]),
    ending:
      'on conflict (organisation, dimension, value) do update set day = usage_value.day returning dimension, value, id',
  })
  for (const row of rows) learn(number(row, 'dimension'), text(row, 'value'), number(row, 'id'))
}

export function keep<K, T>(cache: Map<K, T>, key: K, value: T): void {
  if (cache.size >= cacheEntriesMax) cache.clear()
  cache.set(key, value)
}
