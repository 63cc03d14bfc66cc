import type { UsageRecord } from '@tollgate/contract/usage-record'
import { dimensions } from '../analytics-store.ts'
import { dimensionValues } from '../dimension-values.ts'
import { factsOf } from '../facts-of.ts'
import type { RecordSource, UsageFacts } from '../usage-facts.ts'
import { bucketOf } from './latency-buckets.ts'
import { boundValue, packValues } from './packed-values.ts'
import { sumColumns, sumsOf } from './sums.ts'

/** Records on their way into the store, a column of each thing: it is sent to the store's thread in a fraction of the time that objects take. Plain data. */
export interface CallBatch {
  readonly source: RecordSource
  readonly ids: string[]
  /** The whole records, in JSON. */
  readonly texts: string[]
  readonly keyIds: string[]
  readonly conversations: (string | null)[]
  readonly turns: (string | null)[]
  /** What each counts under, in the order of `dimensions`: packed (packed-values.ts). */
  readonly values: string[]
  /** What policies did to each, packed: `refused regex`. Mostly nothing. */
  readonly hits: string[]
  /** Of each call: when, status, three latencies as buckets (-1: none), and its sums. */
  readonly numbers: Float64Array
}

const latencies = 3
const firstLatency = 2
const firstSum = firstLatency + latencies
const numbersACall = firstSum + sumColumns.length

/** `texts`: the same records in JSON, where the caller has them: they are kept as they stand. */
export function callBatch(
  records: readonly UsageRecord[],
  source: RecordSource,
  texts: readonly string[] | undefined,
): CallBatch {
  const numbers = new Float64Array(records.length * numbersACall)
  const batch: CallBatch = {
    ...{ source, ids: [], texts: [], keyIds: [], conversations: [], turns: [], values: [], hits: [], numbers },
  }
  for (const [place, record] of records.entries()) {
    const facts = factsOf(record, source)
    batch.ids.push(facts.id)
    batch.texts.push(texts?.[place] ?? JSON.stringify(record))
    batch.keyIds.push(facts.keyId)
    batch.conversations.push(facts.conversation)
    batch.turns.push(facts.turn)
    batch.values.push(packedValues(facts))
    batch.hits.push(facts.policyHits.length === 0 ? '' : packValues(facts.policyHits.map(hitText)))
    numbers.set(numbersOf(facts), place * numbersACall)
  }
  return batch
}

function packedValues(facts: UsageFacts): string {
  const values = dimensionValues(facts)
  return packValues(dimensions.map((dimension) => boundValue(values[dimension])))
}

function hitText({ policy, verdict }: UsageFacts['policyHits'][number]): string {
  return boundValue(`${verdict} ${policy}`)
}

function numbersOf(facts: UsageFacts): number[] {
  const bucket = (ms: number | null) => bucketOf(ms) ?? -1
  return [
    ...[facts.at, facts.status],
    ...[bucket(facts.firstByteMs), bucket(facts.totalMs), bucket(facts.providerMs)],
    ...sumsOf(facts),
  ]
}

export function timeAt({ numbers }: CallBatch, place: number): number {
  return numbers[place * numbersACall] ?? 0
}

export function statusAt({ numbers }: CallBatch, place: number): number {
  return numbers[place * numbersACall + 1] ?? 0
}

/** Buckets: to the first byte, in all, of the provider; -1: not measured. */
export function latenciesAt({ numbers }: CallBatch, place: number): Float64Array {
  return numbers.subarray(place * numbersACall + firstLatency, place * numbersACall + firstSum)
}

/** In the order of `sums` (sums.ts). */
export function sumsAt({ numbers }: CallBatch, place: number): Float64Array {
  return numbers.subarray(place * numbersACall + firstSum, (place + 1) * numbersACall)
}
