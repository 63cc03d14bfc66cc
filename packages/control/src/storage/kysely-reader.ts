import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { parseCursor, writeCursor } from './cursor.ts'
import type { Schema } from './database.ts'
import { listKeptRequests, readKeptBody, readKeptRequest } from './kept-requests.ts'
import { codecOf, columnOf, decode, encodeValue, isStorable } from './record-codec.ts'
import type { KeptRequestRecord, Kind, Records } from './records.ts'
import type { Page, PageQuery, Reader, Where } from './store.ts'

type Query = SelectQueryBuilder<Schema, string, Record<string, unknown>>
type Sorted = { readonly createdAt: number; readonly id: string }

/** So many values fit into one list of a query on every engine. */
const listMax = 500
const pageMax = 200

export class KyselyReader implements Reader {
  readonly organisationId: string
  protected readonly db: Kysely<Schema>

  constructor(db: Kysely<Schema>, organisationId: string) {
    this.db = db
    this.organisationId = organisationId
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Records[K] | undefined> {
    if (!isStorable(id)) return undefined
    const row = await this.own(kind).where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : decode(kind, row)
  }

  async find<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<Records[K][]> {
    const parts = inParts(where)
    const found: Records[K][] = []
    for (const part of parts) {
      const rows = await matching(this.own(kind), kind, part).orderBy('created_at').orderBy('id').execute()
      for (const row of rows) found.push(decode(kind, row))
    }
    return parts.length > 1 ? found.sort(oldestFirst) : found
  }

  async page<K extends Kind>(kind: K, query: PageQuery<Records[K]>): Promise<Page<Records[K]>> {
    if (!(query.limit >= 1 && query.limit <= pageMax)) throw new RangeError(`a page has 1 to ${pageMax} records`)
    let select = matching(this.own(kind), kind, query.where ?? {})
    if (query.search !== undefined) select = searching(select, kind, query.search)
    if (query.after !== undefined) {
      const { createdAt, id } = parseCursor(query.after)
      select = select.where(sql<boolean>`(created_at, id) > (${createdAt}, ${id})`)
    }
    const rows = await select
      .orderBy('created_at')
      .orderBy('id')
      .limit(query.limit + 1)
      .execute()
    const items = rows.slice(0, query.limit).map((row) => decode(kind, row))
    const last = items.at(-1)
    return { items, next: rows.length > query.limit && last !== undefined ? writeCursor(last) : null }
  }

  async count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number> {
    let count = 0
    for (const part of inParts(where)) {
      const counting = matching(this.own(kind), kind, part).clearSelect()
      const row = await counting.select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
      count += Number(row.count)
    }
    return count
  }

  keptRequests(apiId: string, limit: number): Promise<KeptRequestRecord[]> {
    const { db, organisationId } = this
    return listKeptRequests(db, { organisationId, apiId, limit })
  }

  keptBody(id: string): Promise<string | undefined> {
    const { db, organisationId } = this
    return readKeptBody(db, { organisationId, id })
  }

  keptRequest(id: string): Promise<KeptRequestRecord | undefined> {
    const { db, organisationId } = this
    return readKeptRequest(db, { organisationId, id })
  }

  /** Every read goes through here: nobody reads another organisation's records. */
  protected own(kind: Kind): Query {
    const { name } = codecOf(kind).table
    return this.db.selectFrom(name).selectAll().where('organisation_id', '=', this.organisationId)
  }
}

function oldestFirst(one: Sorted, other: Sorted): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1)
}

function matching<R>(select: Query, kind: Kind, where: Where<R>): Query {
  let query = select
  for (const [property, value] of Object.entries(where)) {
    if (value === undefined) continue
    const column = columnOf(kind, property)
    const wanted = (Array.isArray(value) ? value : [value]).map((item: unknown) => encodeValue(kind, column, item))
    query = whereAny(query, column.column, wanted.filter(isStorable))
  }
  return query
}

function whereAny(query: Query, column: string, values: readonly unknown[]): Query {
  if (values.length === 0) return query.where(sql<boolean>`1 = 0`)
  const real = values.filter((value) => value !== null)
  if (real.length === 0) return query.where(column, 'is', null)
  if (real.length === 1 && values.length === 1) return query.where(column, '=', real[0])
  if (real.length === values.length) return query.where(column, 'in', real)
  return query.where((either) => either.or([either(column, 'is', null), either(column, 'in', real)]))
}

function searching<R>(query: Query, kind: Kind, { columns, text }: NonNullable<PageQuery<R>['search']>): Query {
  if (!isStorable(text)) return query.where(sql<boolean>`1 = 0`)
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  const names = columns.map((property) => columnOf(kind, property).column)
  return query.where((either) =>
    either.or(names.map((name) => sql<boolean>`lower(${sql.ref(name)}) like lower(${pattern}) escape '\\'`)),
  )
}

/** A long list is asked for in parts, no value twice: the records of one part do not depend on another's. */
function inParts<R>(where: Where<R>): Where<R>[] {
  const long = Object.entries(where).find(([, value]) => Array.isArray(value) && value.length > listMax)
  if (long === undefined) return [where]
  const values = [...new Set(long[1] as readonly unknown[])]
  const parts: Where<R>[] = []
  for (let index = 0; index < values.length; index += listMax)
    parts.push(...inParts({ ...where, [long[0]]: values.slice(index, index + listMax) } as Where<R>))
  return parts
}
