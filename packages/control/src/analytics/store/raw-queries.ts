import type { UsageRecord } from '@tollgate/contract/usage-record'
import { type RequestPage, type RequestQuery, requestCursor, type StoredRecord } from '../analytics-store.ts'
import { factsOf } from '../facts-of.ts'
import { type Condition, conditionOf, organisationText } from './filters.ts'
import { number, places, type Sql, type SqlRow, type SqlValue, text } from './sql.ts'

const recordsMax = 10_000
const itemsMax = 1_000
/** What one page looks through; further back it is the next page's. */
const scannedCallsMax = 60_000
const scannedAtOnce = 20_000

const recordColumns = 'r.number, r.gateway_id, r.record, o.value as organisation_id'
const recordTables = 'usage_record r join usage_value o on o.id = r.organisation'

export async function recordsAfter(sql: Sql, after: number, limit: number): Promise<StoredRecord[]> {
  const question = `select ${recordColumns} from ${recordTables} where r.number > ? order by r.number limit ?`
  return (await sql.all(question, [after, Math.min(limit, recordsMax)])).map(storedRecord)
}

export async function bounds(sql: Sql): Promise<{ readonly oldest: number; readonly newest: number } | null> {
  const question = `select (select number from usage_record order by number limit 1) as oldest,
    (select number from usage_record order by number desc limit 1) as newest`
  const row = (await sql.all(question))[0]
  return row === undefined || row.oldest === null
    ? null
    : { oldest: number(row, 'oldest'), newest: number(row, 'newest') }
}

export async function numberSince(sql: Sql, organisationId: string, at: number): Promise<number | null> {
  const question = `select min(number) as least from usage_call where organisation = (${organisationText}) and at >= ?`
  const row = (await sql.all(question, [organisationId, at]))[0]
  return row === undefined || row.least === null ? null : number(row, 'least')
}

export async function record(sql: Sql, organisationId: string, id: string): Promise<StoredRecord | undefined> {
  const question = `select ${recordColumns} from ${recordTables} where r.organisation = (${organisationText}) and r.id = ?`
  return (await sql.all(question, [organisationId, id])).map(storedRecord)[0]
}

function storedRecord(row: SqlRow): StoredRecord {
  // Checked when it came in, and written by us.
  const kept: UsageRecord = JSON.parse(text(row, 'record'))
  const source = { organisationId: text(row, 'organisation_id'), gatewayId: text(row, 'gateway_id') }
  return { number: number(row, 'number'), record: kept, facts: factsOf(kept, source) }
}

/** The order of calls: of two at the same time the one that was taken in later is the newer. */
interface Place {
  readonly at: number
  readonly number: number
}

export async function requests(sql: Sql, query: RequestQuery): Promise<RequestPage> {
  const limit = Math.min(Math.max(1, query.limit), itemsMax)
  const condition = callCondition(query)
  const found: Place[] = []
  let before: Place | undefined = readCursor(query.cursor) ?? { at: query.to, number: 0 }
  for (let scanned = 0; scanned < scannedCallsMax && found.length <= limit; scanned += scannedAtOnce) {
    const end: Place | undefined = await scanEnd(sql, query, before)
    found.push(...(await matching(sql, query, { condition, before, end, limit: limit + 1 - found.length })))
    before = end
    if (before === undefined) break
  }
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : before
  return {
    items: await factsAt(sql, shown),
    cursor: last === undefined ? null : `${last.at}.${last.number}`,
    scannedTo: last?.at ?? query.from,
  }
}

/** The last of the calls that are looked through at once; undefined: there are fewer. */
async function scanEnd(sql: Sql, { organisationId, from }: RequestQuery, before: Place): Promise<Place | undefined> {
  const question = `select at, number from usage_call where organisation = (${organisationText}) and at >= ?
    and at <= ? and (at, number) < (?, ?) order by at desc, number desc limit 1 offset ${scannedAtOnce - 1}`
  const row = (await sql.all(question, [organisationId, from, before.at, before.at, before.number]))[0]
  return row === undefined ? undefined : placeOf(row)
}

interface Stretch {
  readonly condition: Condition
  readonly before: Place
  readonly end: Place | undefined
  readonly limit: number
}

async function matching(
  sql: Sql,
  { organisationId, from }: RequestQuery,
  { condition, before, end, limit }: Stretch,
): Promise<Place[]> {
  const question = `select u.at, u.number from usage_call u join usage_combination c on c.id = u.combination
    where u.organisation = (${organisationText}) and u.at between ? and ? and (u.at, u.number) < (?, ?) and (u.at, u.number) >= (?, ?)
    ${condition.text} order by u.at desc, u.number desc limit ?`
  const least = end ?? { at: from, number: 0 }
  // Both bounds of the time stand there alone too: of two numbers that are compared together an index knows nothing.
  const bounds = [least.at, before.at, before.at, before.number, least.at, least.number]
  const values = [organisationId, ...bounds, ...condition.values, limit]
  return (await sql.all(question, values)).map(placeOf)
}

function callCondition(query: RequestQuery): Condition {
  const chosen = conditionOf(query, 'c')
  const conditions: Condition[] = chosen === undefined ? [] : [chosen]
  const equal = (column: string, value: SqlValue | undefined) => {
    if (value !== undefined) conditions.push({ text: `u.${column} = ?`, values: [value] })
  }
  equal('conversation', query.conversation)
  equal('key_id', query.keyId)
  equal('status', query.status)
  const text = conditions.map((one) => `and ${one.text}`).join(' ')
  return { text, values: conditions.flatMap(({ values }) => values) }
}

async function factsAt(sql: Sql, shown: readonly Place[]): Promise<RequestPage['items']> {
  if (shown.length === 0) return []
  const question = `select ${recordColumns} from ${recordTables} where r.number in (${places(shown.length)})`
  const rows = (
    await sql.all(
      question,
      shown.map((place) => place.number),
    )
  ).map(storedRecord)
  const found = new Map(rows.map((one) => [one.number, one.facts]))
  return shown.flatMap((place) => found.get(place.number) ?? [])
}

function placeOf(row: SqlRow): Place {
  return { at: number(row, 'at'), number: number(row, 'number') }
}

/** One that we did not make begins at the newest. */
function readCursor(cursor: string | undefined): Place | undefined {
  const [, at, place] = requestCursor.exec(cursor ?? '') ?? []
  return at === undefined || place === undefined ? undefined : { at: Number(at), number: Number(place) }
}
