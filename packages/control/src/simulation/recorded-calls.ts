import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ErrorCode } from '@tollgate/contract/errors'
import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'
import { protocols } from '@tollgate/gateway/protocols/protocols'
import { unsealed } from '@tollgate/gateway/usage/sealed-line'
import { linesOf } from '@tollgate/gateway/usage/usage-files'
import type { z } from 'zod'
import { failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'
import type { SimulatedApi, SimulatedCall, SimulatedCaller } from './simulated-call.ts'

/** Calls of other times, read from files of usage records line by line. */

export interface RecordFilter {
  /** Name or id. */
  readonly application?: string | undefined
  /** Name, name/version or id. */
  readonly api?: string | undefined
  /** Name of the plan that the calls were made under. */
  readonly ofPlan?: string | undefined
  /** Unix milliseconds, included. */
  readonly from?: number | undefined
  /** Unix milliseconds, excluded. */
  readonly to?: number | undefined
}

/** What became of the lines; counted while they are read. */
export interface ReadCounts {
  /** Torn, damaged, or no record. */
  damaged: number
  /** Under no plan: of publishers' test keys, and lists of models. */
  withoutPlan: number
  /** Refused by limits at the time: what they would have used nobody knows. */
  refusedThen: number
  /** Refused for other reasons, before a provider was asked; left out. */
  refusedOtherwise: number
}

export interface Reading {
  readonly filter: RecordFilter
  readonly counts: ReadCounts
  /** What a call costs. */
  apiOf(record: Pick<UsageRecord, 'provider' | 'api'>): SimulatedApi
}

const recordSchema = usageRecordSchema.pick({
  at: true,
  outcome: true,
  refusal: true,
  caller: true,
  api: true,
  provider: true,
  protocol: true,
  model: true,
  usage: true,
  requestBytes: true,
  totalMs: true,
})
type PlayedRecord = z.infer<typeof recordSchema>

const dayMs = 86_400_000
const ofDay = /^usage-(\d{4}-\d{2}-\d{2})\.ndjson$/
const codesOfLimits: ReadonlySet<string> = new Set<ErrorCode>(['throttled', 'quota_exceeded', 'store_unavailable'])
const modelProtocols = new Map(protocols.map(({ name, answersAreModelOutput }) => [name, answersAreModelOutput]))

/** The calls of files and folders, in the order of the lines. */
export function* recordedCalls(paths: readonly string[], reading: Reading): Iterable<SimulatedCall> {
  const callOf = callReader(reading)
  for (const file of usageFiles(paths, reading.filter))
    for (const value of valuesIn(file, reading.counts)) {
      const call = callOf(value)
      if (call !== undefined) yield call
    }
}

/** Makes calls of records, one after the other; undefined: it is left out, and counted as such. */
export function callReader(reading: Reading): (value: object) => SimulatedCall | undefined {
  const interned = new Interned()
  return (value) => {
    const record = recordSchema.safeParse(value)
    if (record.success) return matches(record.data, reading.filter) ? callOf(record.data, reading, interned) : undefined
    reading.counts.damaged++
    return undefined
  }
}

/** Each file once, in the order of their days, whichever folder they are in. */
export function usageFiles(paths: readonly string[], filter: RecordFilter): string[] {
  const files = paths.flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [realpathSync(path)]
      const names = readdirSync(path).filter((name) => ofDay.test(name) && mayHave(name, filter))
      return names.map((name) => realpathSync(join(path, name)))
    } catch (error) {
      throw new PlainFailure(`${path} cannot be read: ${failureReason(error)}.`, { cause: error })
    }
  })
  return [...new Set(files)].sort((one, other) => compare(basename(one), basename(other)) || compare(one, other))
}

/** A file has the calls that ended on its day, and none is open for longer than a day. */
function mayHave(name: string, { from, to }: RecordFilter): boolean {
  const day = Date.parse(ofDay.exec(name)?.[1] ?? '')
  return (from === undefined || day + dayMs > from) && (to === undefined || day < to + dayMs)
}

/** What is in the lines of a file. */
export function* valuesIn(file: string, counts: ReadCounts): Iterable<object> {
  // Of now: a gateway may go on writing while this is read.
  const { size } = statSync(file)
  let end = 0
  for (const { offset, text } of linesOf(file, 0)) {
    const value = unsealed(text)
    end = offset + Buffer.byteLength(text) + 1
    if (value === undefined) counts.damaged++
    else yield value
  }
  // What is behind the last line break was torn.
  if (end < size) counts.damaged++
}

function matches({ at, caller, api }: PlayedRecord, filter: RecordFilter): boolean {
  if (filter.from !== undefined && at < filter.from) return false
  if (filter.to !== undefined && at >= filter.to) return false
  if (filter.application !== undefined && ![caller.application, caller.applicationId].includes(filter.application))
    return false
  if (filter.ofPlan !== undefined && caller.plan !== filter.ofPlan) return false
  return filter.api === undefined || [api.name, `${api.name}/${api.version}`, api.id].includes(filter.api)
}

function callOf(record: PlayedRecord, reading: Reading, interned: Interned): SimulatedCall | undefined {
  const { at, totalMs, outcome, usage, requestBytes, model } = record
  const { subscriptionId } = record.caller
  if (subscriptionId === null || modelProtocols.get(record.protocol) === false) {
    reading.counts.withoutPlan++
    return undefined
  }
  if (outcome === 'refused' && usage.source === 'none') {
    if (!isOfLimits(record)) {
      reading.counts.refusedOtherwise++
      return undefined
    }
    reading.counts.refusedThen++
  }
  const { source, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, totalTokens } = usage
  return {
    at,
    // Settlements and refusals have whole milliseconds.
    totalMs: Math.max(0, Math.round(totalMs)),
    caller: interned.caller(subscriptionId, record),
    person: interned.text(record.caller.person),
    modelAsked: interned.text(model.asked),
    modelServed: interned.text(model.served),
    requestBytes,
    outcome,
    usage: { source, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, totalTokens },
    api: reading.apiOf(record),
  }
}

/** By a policy, a model that is not allowed, …: under another plan they would have been refused as well. */
function isOfLimits({ refusal }: PlayedRecord): boolean {
  return refusal !== null && refusal.policy === null && codesOfLimits.has(refusal.code)
}

/** Names come again and again, in a new piece of memory with each line. */
class Interned {
  private readonly callers = new Map<string, SimulatedCaller>()
  private readonly texts = new Map<string, string>()

  caller(subscriptionId: string, { caller, api }: PlayedRecord): SimulatedCaller {
    const known = this.callers.get(subscriptionId)
    if (known !== undefined) return known
    const made = { subscriptionId, application: caller.application, api: `${api.name}/${api.version}` }
    this.callers.set(subscriptionId, made)
    return made
  }

  text(text: string | null): string | null {
    if (text === null) return null
    const known = this.texts.get(text)
    if (known === undefined) this.texts.set(text, text)
    return known ?? text
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
