import { addLatencies } from './add-latencies.ts'
import { addToCube, CubeCells } from './add-to-cube.ts'
import { type CallBatch, latenciesAt, statusAt, sumsAt, timeAt } from './call-batch.ts'
import { dayMs, hourMs } from './columns.ts'
import { conversationRows, noteConversations } from './conversations.ts'
import { coarseCube, fineCube, hitCube } from './cubes.ts'
import type { Combination, Dictionary } from './dictionary.ts'
import { noteOpenDays } from './open-days.ts'
import { unpackValues } from './packed-values.ts'
import type { Sql } from './sql.ts'

/** A call that is new here. */
export interface FreshCall {
  readonly number: number
  readonly at: number
  /** Hours since 1970. */
  readonly hour: number
  readonly status: number
  readonly keyId: string
  readonly conversation: string | null
  readonly turn: string | null
  /** Buckets, -1 where there is none. */
  readonly latencies: Float64Array
  /** In the order of `sums`. */
  readonly sums: Float64Array
  readonly hits: readonly string[]
  readonly combination: Combination
}

interface Calls {
  readonly organisation: number
  readonly batch: CallBatch
  /** Of those that are new, by their place in the batch. */
  readonly numbers: ReadonlyMap<number, number>
}

/** Everything that is kept of calls beside their records. */
export async function addCalls(sql: Sql, dictionary: Dictionary, given: Calls): Promise<void> {
  const { organisation } = given
  const calls = await freshCalls(sql, dictionary, given)
  if (calls.length === 0) return
  await insertCalls(sql, organisation, calls)
  const [fine, coarse] = [new CubeCells(), new CubeCells()]
  for (const { hour, combination, sums } of calls) {
    fine.add(hour, combination.id, sums)
    coarse.add(hour, combination.coarse, sums)
  }
  await addToCube(sql, fineCube, { organisation, cells: fine })
  await addToCube(sql, coarseCube, { organisation, cells: coarse })
  await addHits(sql, dictionary, { organisation, calls })
  await addLatencies(sql, organisation, calls)
  await noteConversations(sql, conversationRows(organisation, calls))
  await noteOpenDays(sql, organisation, calls)
  await dictionary.noteUse(sql, daysOfUse(calls))
}

async function freshCalls(
  sql: Sql,
  dictionary: Dictionary,
  { organisation, batch, numbers }: Calls,
): Promise<FreshCall[]> {
  const packed = [...numbers.keys()].map((place) => batch.values[place] ?? '')
  const combinations = await dictionary.combine(sql, organisation, packed)
  return [...numbers].flatMap(([place, number]): FreshCall[] => {
    const combination = combinations.get(batch.values[place] ?? '')
    if (combination === undefined) return []
    const at = timeAt(batch, place)
    const hits = batch.hits[place] ?? ''
    return [
      {
        ...{ number, at, hour: Math.floor(at / hourMs), status: statusAt(batch, place), combination },
        keyId: batch.keyIds[place] ?? '',
        conversation: batch.conversations[place] ?? null,
        turn: batch.turns[place] ?? null,
        latencies: latenciesAt(batch, place),
        sums: sumsAt(batch, place),
        hits: hits === '' ? [] : unpackValues(hits).filter((hit) => hit !== null),
      },
    ]
  })
}

async function insertCalls(sql: Sql, organisation: number, calls: readonly FreshCall[]): Promise<void> {
  await sql.insert({
    table: 'usage_call',
    columns: [
      ...['organisation', 'at', 'number', 'combination', 'status', 'conversation', 'key_id'],
      ...['first_byte_ms', 'total_ms', 'provider_ms'],
    ],
    rows: calls.map(({ at, number, combination, status, conversation, keyId, latencies }) => [
      ...[organisation, at, number, combination.id, status, conversation, keyId],
      ...[bucketOrNull(latencies[0]), bucketOrNull(latencies[1]), bucketOrNull(latencies[2])],
    ]),
  })
}

function bucketOrNull(bucket: number | undefined): number | null {
  return bucket === undefined || bucket < 0 ? null : bucket
}

async function addHits(
  sql: Sql,
  dictionary: Dictionary,
  { organisation, calls }: { readonly organisation: number; readonly calls: readonly FreshCall[] },
): Promise<void> {
  const codes = await dictionary.hits(
    sql,
    organisation,
    calls.flatMap(({ hits }) => hits),
  )
  if (codes.size === 0) return
  const cells = new CubeCells()
  for (const { hour, combination, hits } of calls)
    for (const hit of hits) cells.add(hour, combination.id, once, codes.get(hit) ?? 0)
  await addToCube(sql, hitCube, { organisation, cells })
}

const once = Float64Array.of(1)

/** Of each combination, the coarse ones too, the newest day. */
function daysOfUse(calls: readonly FreshCall[]): Map<number, number> {
  const days = new Map<number, number>()
  for (const { at, combination } of calls) {
    const day = Math.floor(at / dayMs)
    if ((days.get(combination.id) ?? -1) < day) days.set(combination.id, day)
    if ((days.get(combination.coarse) ?? -1) < day) days.set(combination.coarse, day)
  }
  return days
}
