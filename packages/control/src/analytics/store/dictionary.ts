import { type Dimension, dimensions } from '../analytics-store.ts'
import { dayMs, dimensionColumn, isCoarse } from './columns.ts'
import { type StoreLimits, storeLimits } from './limits.ts'
import { NewToday } from './new-today.ts'
import { unpackValues } from './packed-values.ts'
import { number, places, type Sql, slices, text } from './sql.ts'
import { hitDimension, keep, type Pair, ValueCodes, valueKey, type Wanted } from './value-codes.ts'

const inOneStatement = 400
/** What clients say of themselves. */
const claimed: readonly Dimension[] = ['agent', 'repository', 'model']

interface Numbered {
  readonly id: number
  /** In the order of `dimensions`; 0 is null. */
  readonly codes: readonly number[]
}

/** What a call counts under: the number of its combination, and of the same with the coarse dimensions alone. */
export interface Combination extends Numbered {
  readonly coarse: number
}

type Learn = (key: string, id: number) => void

interface Search {
  readonly missing: Map<string, readonly number[]>
  readonly found: Map<string, Numbered>
}

/** Values and their combinations as small numbers. It believes what it has read until `generation` in the database is another one (forget-unused.ts). */
export class Dictionary {
  readonly generation: number
  private readonly values: ValueCodes
  /** By what they are made of: organisation, then packed values. */
  private readonly packed = new Map<number, Map<string, Combination>>()
  private readonly combinations = new Map<string, Numbered>()
  /** The newest day of a call, as the database has it at least. */
  private readonly used = new Map<number, number>()
  private readonly newToday = new NewToday()
  private readonly limits: StoreLimits
  private readonly now: () => number

  constructor(now: () => number, limits: Partial<StoreLimits> = {}, generation = 0) {
    this.now = now
    this.limits = { ...storeLimits, ...limits }
    this.generation = generation
    this.values = new ValueCodes(this.limits.newValuesADayMax)
  }

  organisation(sql: Sql, organisationId: string): Promise<number> {
    return this.values.organisation(sql, organisationId)
  }

  /** Of packed values (packed-values.ts), by them. */
  async combine(sql: Sql, organisation: number, wanted: Iterable<string>): Promise<ReadonlyMap<string, Combination>> {
    const found = new Map<string, Combination>()
    const missing: string[] = []
    const ofOrganisation = this.packedOf(organisation)
    for (const packed of new Set(wanted)) {
      const known = ofOrganisation.get(packed)
      if (known === undefined) missing.push(packed)
      else found.set(packed, known)
    }
    if (missing.length > 0) await this.combineNew(sql, organisation, { missing, found })
    return found
  }

  /** Of what policies did, by its text. */
  async hits(sql: Sql, organisation: number, texts: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const pairs = [...new Set(texts)].map((one): Pair => [hitDimension, one])
    if (pairs.length === 0) return new Map()
    const codes = await this.values.codes(sql, this.wanted(organisation), pairs)
    return new Map(pairs.map((pair) => [pair[1], codes.get(valueKey(...pair)) ?? 0]))
  }

  /** Keeps in the database on which day each combination was used last: what nobody uses any more is taken away. */
  async noteUse(sql: Sql, days: ReadonlyMap<number, number>): Promise<void> {
    const byDay = new Map<number, number[]>()
    for (const [id, day] of days) {
      if ((this.used.get(id) ?? -1) >= day) continue
      keep(this.used, id, day)
      const ids = byDay.get(day)
      if (ids === undefined) byDay.set(day, [id])
      else ids.push(id)
    }
    for (const [day, ids] of byDay)
      for (const slice of slices(ids, inOneStatement)) {
        const change = `update usage_combination set used = ? where used < ? and id in (${places(slice.length)})`
        await sql.all(change, [day, day, ...slice])
      }
  }

  private async insert(sql: Sql, wanted: Wanted, coded: readonly (readonly number[])[], learn: Learn): Promise<void> {
    await insertCombinations(sql, wanted, coded, learn)
    this.newToday.add(wanted, coded.length)
  }

  private packedOf(organisation: number): Map<string, Combination> {
    let packed = this.packed.get(organisation)
    if (packed === undefined) {
      packed = new Map()
      this.packed.set(organisation, packed)
    }
    return packed
  }

  private wanted(organisation: number): Wanted {
    return { organisation, day: Math.floor(this.now() / dayMs) }
  }

  private async combineNew(
    sql: Sql,
    organisation: number,
    { missing, found }: { readonly missing: readonly string[]; readonly found: Map<string, Combination> },
  ): Promise<void> {
    const wanted = this.wanted(organisation)
    const valued = missing.map((packed) => pairsOf(packed))
    const codes = await this.values.codes(sql, wanted, valued.flat())
    const coded = valued.map((pairs) => {
      const row: number[] = dimensions.map(() => 0)
      for (const pair of pairs) row[pair[0]] = codes.get(valueKey(...pair)) ?? 0
      return row
    })
    const numbered = await this.numbered(sql, wanted, coded, this.limits.newCombinationsADayMax)
    // As many as of the others at most: they need no bound of their own.
    const coarse = await this.numbered(sql, wanted, numbered.map(coarseOf), Number.POSITIVE_INFINITY)
    for (const [place, packed] of missing.entries()) {
      const one: Combination = { ...(numbered[place] ?? nothing), coarse: coarse[place]?.id ?? 0 }
      found.set(packed, one)
      const isOwn = one.codes.join() === coded[place]?.join()
      // One that is `other` today may have a number of its own tomorrow.
      if (isOwn && valued[place]?.every((pair) => this.values.isKnown(organisation, pair)))
        keep(this.packedOf(organisation), packed, one)
    }
  }

  private async numbered(
    sql: Sql,
    wanted: Wanted,
    coded: readonly (readonly number[])[],
    newADayMax: number,
  ): Promise<readonly Numbered[]> {
    const found = new Map<string, Numbered>()
    const missing = new Map<string, readonly number[]>()
    for (const codes of coded) {
      const key = codes.join(',')
      const known = this.combinations.get(`${wanted.organisation} ${key}`)
      if (known === undefined) missing.set(key, codes)
      else found.set(key, known)
    }
    if (missing.size > 0) await this.findCombinations(sql, wanted, { missing, found }, newADayMax)
    return coded.map((codes) => found.get(codes.join(',')) ?? { id: 0, codes })
  }

  private async findCombinations(
    sql: Sql,
    wanted: Wanted,
    { missing, found }: Search,
    newADayMax: number,
  ): Promise<void> {
    const learn: Learn = (key, id) => {
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
    const room = Number.isFinite(newADayMax) ? newADayMax - (await this.newToday.count(sql, wanted)) : missing.size
    const made = [...missing.values()].slice(0, Math.max(0, room))
    const beyond = [...missing].slice(made.length)
    await this.insert(sql, wanted, made, learn)
    if (beyond.length > 0) await this.coarsen(sql, wanted, { beyond, found })
  }

  private async coarsen(
    sql: Sql,
    wanted: Wanted,
    { beyond, found }: { beyond: readonly (readonly [string, readonly number[]])[]; found: Map<string, Numbered> },
  ): Promise<void> {
    const others = await this.values.others(
      sql,
      wanted,
      claimed.map((dimension) => dimensions.indexOf(dimension)),
    )
    const coarse = beyond.map(([key, codes]) => {
      const less = codes.map((code, place) => (code === 0 ? 0 : (others.get(place) ?? code)))
      return { key, less }
    })
    const unique = new Map(coarse.map(({ less }) => [less.join(','), less]))
    const ids = new Map<string, number>()
    await this.insert(sql, wanted, [...unique.values()], (key, id) => ids.set(key, id))
    for (const { key, less } of coarse) found.set(key, { id: ids.get(less.join(',')) ?? 0, codes: less })
  }
}

const nothing: Numbered = { id: 0, codes: [] }

function pairsOf(packed: string): Pair[] {
  return unpackValues(packed).flatMap((value, place): Pair[] => (value === null ? [] : [[place, value]]))
}

const coarsePlaces: ReadonlySet<number> = new Set(
  dimensions.flatMap((dimension, place) => (isCoarse(dimension) ? [place] : [])),
)

function coarseOf({ codes }: Numbered): number[] {
  return codes.map((code, place) => (coarsePlaces.has(place) ? code : 0))
}

async function insertCombinations(
  sql: Sql,
  { organisation, day }: Wanted,
  coded: readonly (readonly number[])[],
  learn: Learn,
): Promise<void> {
  const rows = await sql.insert({
    table: 'usage_combination',
    columns: ['organisation', 'codes', ...dimensions.map(dimensionColumn), 'day', 'used'],
    rows: coded.map((codes) => [organisation, codes.join(','), ...codes, day, 0]),
    ending: 'on conflict (organisation, codes) do update set day = usage_combination.day returning codes, id',
  })
  for (const row of rows) learn(text(row, 'codes'), number(row, 'id'))
}
