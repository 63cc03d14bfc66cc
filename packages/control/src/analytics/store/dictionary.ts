import { type Dimension, dimensions } from '../analytics-store.ts'
import { dimensionValues } from '../dimension-values.ts'
import type { UsageFacts } from '../usage-facts.ts'
import { dayMs, dimensionColumn } from './columns.ts'
import { number, places, type Sql, slices, text } from './sql.ts'

/** Of one dimension and one organisation: what comes above is `other`. Clients write some of them themselves. */
const newValuesADayMax = 1_000
/** Of one organisation: above it agent, repository and model of a new combination are `other`. */
const newCombinationsADayMax = 20_000
const valueLengthMax = 200
const cacheEntriesMax = 200_000
const inOneStatement = 400

const organisationDimension = -1
const claimed: readonly Dimension[] = ['agent', 'repository', 'model']

export interface DictionaryLimits {
  readonly newValuesADayMax: number
  readonly newCombinationsADayMax: number
}

const ownLimits: DictionaryLimits = { newValuesADayMax, newCombinationsADayMax }

/** What a call counts under: the number of its combination, and the codes in the order of `dimensions`; 0 is null. */
export interface Combination {
  readonly id: number
  readonly codes: readonly number[]
}

interface Wanted {
  readonly organisation: number
  readonly day: number
}

/** Texts as small numbers. What it knows is never taken away in the database, save by a change that was undone: then it is made anew. */
export class Dictionary {
  private readonly values = new Map<string, number>()
  private readonly combinations = new Map<string, Combination>()
  private readonly limits: DictionaryLimits
  private readonly now: () => number

  constructor(now: () => number, limits: DictionaryLimits = ownLimits) {
    this.now = now
    this.limits = limits
  }

  async organisation(sql: Sql, organisationId: string): Promise<number> {
    const codes = await this.codes(sql, { organisation: 0, day: 0 }, [[organisationDimension, organisationId]])
    return codes.get(valueKey(organisationDimension, organisationId)) ?? 0
  }

  /** In the order of the calls. */
  async combine(sql: Sql, organisation: number, calls: readonly UsageFacts[]): Promise<readonly Combination[]> {
    const wanted = { organisation, day: Math.floor(this.now() / dayMs) }
    const valued = calls.map((facts) => {
      const values = dimensionValues(facts)
      return dimensions.map((dimension) => boundValue(values[dimension]))
    })
    const pairs = valued.flatMap((values) =>
      values.flatMap((value, at) => (value === null ? [] : [[at, value] as const])),
    )
    const codes = await this.codes(sql, wanted, pairs)
    const coded = valued.map((values) =>
      values.map((value, at) => (value === null ? 0 : (codes.get(valueKey(at, value)) ?? 0))),
    )
    return this.numbered(sql, wanted, coded)
  }

  private async codes(
    sql: Sql,
    wanted: Wanted,
    pairs: readonly (readonly [number, string])[],
  ): Promise<Map<string, number>> {
    const { organisation } = wanted
    const found = new Map<string, number>()
    const missing = new Map<string, readonly [number, string]>()
    for (const pair of pairs) {
      const key = valueKey(...pair)
      if (found.has(key)) continue
      const known = this.values.get(`${organisation} ${key}`)
      if (known === undefined) missing.set(key, pair)
      else found.set(key, known)
    }
    if (missing.size > 0) await this.findCodes(sql, wanted, { missing, found })
    return found
  }

  private async findCodes(
    sql: Sql,
    wanted: Wanted,
    { missing, found }: { missing: Map<string, readonly [number, string]>; found: Map<string, number> },
  ): Promise<void> {
    const learn = (dimension: number, value: string, code: number) => {
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
    const others = await this.otherCodes(sql, wanted, beyond)
    // Not kept in mind: tomorrow they may have numbers of their own.
    for (const [dimension, value] of beyond) found.set(valueKey(dimension, value), others.get(dimension) ?? 0)
  }

  /** Those for which there is no room today. */
  private async addValues(
    sql: Sql,
    { organisation, day }: Wanted,
    missing: readonly (readonly [number, string])[],
    learn: (dimension: number, value: string, code: number) => void,
  ): Promise<readonly (readonly [number, string])[]> {
    const today = new Map<number, number>()
    const counting =
      'select dimension, count(*) as known from usage_value where organisation = ? and day = ? group by dimension'
    for (const row of await sql.all(counting, [organisation, day]))
      today.set(number(row, 'dimension'), number(row, 'known'))
    const added: (readonly [number, string])[] = []
    const beyond: (readonly [number, string])[] = []
    for (const pair of missing) {
      const known = today.get(pair[0]) ?? 0
      const isFull = pair[0] !== organisationDimension && known >= this.limits.newValuesADayMax
      today.set(pair[0], known + 1)
      if (isFull) beyond.push(pair)
      else added.push(pair)
    }
    await this.insertValues(sql, { organisation, day }, added, learn)
    return beyond
  }

  private async insertValues(
    sql: Sql,
    { organisation, day }: Wanted,
    pairs: readonly (readonly [number, string])[],
    learn: (dimension: number, value: string, code: number) => void,
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

  private async otherCodes(
    sql: Sql,
    wanted: Wanted,
    beyond: readonly (readonly [number, string])[],
  ): Promise<Map<number, number>> {
    const codes = new Map<number, number>()
    const pairs = [...new Set(beyond.map(([dimension]) => dimension))].map(
      (dimension) => [dimension, otherValue] as const,
    )
    await this.insertValues(sql, wanted, pairs, (dimension, _value, code) => codes.set(dimension, code))
    return codes
  }

  private async numbered(
    sql: Sql,
    wanted: Wanted,
    coded: readonly (readonly number[])[],
  ): Promise<readonly Combination[]> {
    const found = new Map<string, Combination>()
    const missing = new Map<string, readonly number[]>()
    for (const codes of coded) {
      const key = codes.join(',')
      const known = this.combinations.get(`${wanted.organisation} ${key}`)
      if (known === undefined) missing.set(key, codes)
      else found.set(key, known)
    }
    if (missing.size > 0) await this.findCombinations(sql, wanted, { missing, found })
    return coded.map((codes) => found.get(codes.join(',')) ?? { id: 0, codes })
  }

  private async findCombinations(
    sql: Sql,
    wanted: Wanted,
    { missing, found }: { missing: Map<string, readonly number[]>; found: Map<string, Combination> },
  ): Promise<void> {
    const learn = (key: string, id: number) => {
      const codes = missing.get(key)
      if (codes === undefined) return
      missing.delete(key)
      found.set(key, { id, codes })
      keep(this.combinations, `${wanted.organisation} ${key}`, { id, codes })
    }
    for (const slice of slices([...missing.keys()], inOneStatement)) {
      const question = `select codes, id from usage_combination where organisation = ? and codes in (${places(slice.length)})`
      for (const row of await sql.all(question, [wanted.organisation, ...slice]))
        learn(text(row, 'codes'), number(row, 'id'))
    }
    if (missing.size === 0) return
    const room = await this.roomForCombinations(sql, wanted)
    const beyond = [...missing].slice(room)
    await insertCombinations(sql, wanted, [...missing.values()].slice(0, room), learn)
    if (beyond.length > 0) await this.coarsen(sql, wanted, { beyond, found })
  }

  private async roomForCombinations(sql: Sql, { organisation, day }: Wanted): Promise<number> {
    const question = 'select count(*) as known from usage_combination where organisation = ? and day = ?'
    const known = number((await sql.all(question, [organisation, day]))[0], 'known')
    return Math.max(0, this.limits.newCombinationsADayMax - known)
  }

  private async coarsen(
    sql: Sql,
    wanted: Wanted,
    { beyond, found }: { beyond: readonly (readonly [string, readonly number[]])[]; found: Map<string, Combination> },
  ): Promise<void> {
    const places = claimed.map((dimension) => dimensions.indexOf(dimension))
    const others = await this.otherCodes(
      sql,
      wanted,
      places.map((place) => [place, otherValue]),
    )
    const coarse = beyond.map(([key, codes]) => {
      const less = codes.map((code, place) => (code === 0 ? 0 : (others.get(place) ?? code)))
      return { key, less }
    })
    const unique = new Map(coarse.map(({ less }) => [less.join(','), less]))
    const ids = new Map<string, number>()
    await insertCombinations(sql, wanted, [...unique.values()], (key, id) => ids.set(key, id))
    for (const { key, less } of coarse) found.set(key, { id: ids.get(less.join(',')) ?? 0, codes: less })
  }
}

export const otherValue = 'other'

const dimensionNumbers = [organisationDimension, ...dimensions.keys()].join(', ')

/** Both engines keep and compare it as it stands. */
export function boundValue(value: string | null): string | null {
  return value === null ? null : value.slice(0, valueLengthMax).toWellFormed().replaceAll('\0', '\uFFFD')
}

function valueKey(dimension: number, value: string): string {
  return `${dimension} ${value}`
}

async function insertCombinations(
  sql: Sql,
  { organisation, day }: Wanted,
  coded: readonly (readonly number[])[],
  learn: (key: string, id: number) => void,
): Promise<void> {
  const rows = await sql.insert({
    table: 'usage_combination',
    columns: ['organisation', 'codes', ...dimensions.map(dimensionColumn), 'day'],
    rows: coded.map((codes) => [organisation, codes.join(','), ...codes, day]),
    ending: 'on conflict (organisation, codes) do update set day = usage_combination.day returning codes, id',
  })
  for (const row of rows) learn(text(row, 'codes'), number(row, 'id'))
}

function keep<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= cacheEntriesMax) cache.clear()
  cache.set(key, value)
}
