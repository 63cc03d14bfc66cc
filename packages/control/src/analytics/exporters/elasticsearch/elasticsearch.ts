import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { StoredRecord } from '../../analytics-store.ts'
import { callTarget, type TargetAnswer, type TargetCall, type TargetWay } from '../call-target.ts'
import type { Chunk, Exporter, Outcome } from '../exporter.ts'
import { type IncumbentSettings, incumbentEvent } from '../incumbent-event.ts'
import { type SizedOutcome, sendInHalves } from '../send-in-halves.ts'
import { readBulkAnswer } from './bulk-answer.ts'
import { document } from './document.ts'
import { isOpenSearch, setUpCalls } from './set-up.ts'

export interface ElasticsearchSettings {
  readonly url: string
  /** The whole value of `authorization`: `ApiKey …` or `Basic …`; undefined: the target asks for none. */
  readonly authorization: string | undefined
  /** The alias, and what names of indices begin with. */
  readonly index: string
  readonly per: 'day' | 'month'
  /** `wso2`: the incumbent's events in its two indices, so that its dashboards go on. */
  readonly format: 'native' | 'wso2'
  readonly incumbent: IncumbentSettings
  /** Indices are deleted after that. */
  readonly retentionDays: number
  /** false: template and life cycle are somebody else's business. */
  readonly isSetUp: boolean
  readonly way: TargetWay
}

const compressed = promisify(gzip)
const filter = 'filter_path=took,errors,items.*.status,items.*.error.type,items.*.error.reason'

/**
 * `_bulk` of Elasticsearch 8 and 9 and of OpenSearch. The index goes by the time of the call and `_id` is the call's: a repeat meets itself and is
 * refused (409), which counts as taken.
 */
export function elasticsearchExporter(settings: ElasticsearchSettings): Exporter {
  let isReady = !settings.isSetUp || settings.format === 'wso2'
  return {
    chunkRecordsMax: 2_000,
    chunkBytesMax: 5_000_000,
    encode: (stored) => lines(stored, settings),
    send: async (chunk, signal) => {
      const problem = isReady ? undefined : await setUp(settings, signal)
      if (problem !== undefined) return problem
      isReady = true
      return await sendInHalves(chunk, (part) => bulk(settings, part, signal))
    },
    close: async () => undefined,
  }
}

function lines(stored: StoredRecord, settings: ElasticsearchSettings): string {
  if (settings.format === 'native') return pair(indexOf(stored, settings), stored.record.id, document(stored))
  const event = incumbentEvent(stored, settings.incumbent)
  const index = event.eventType === 'fault' ? 'apim_event_faulty' : 'apim_event_response'
  return pair(index, stored.record.id, event)
}

function pair(index: string, id: string, source: object): string {
  return `${JSON.stringify({ create: { _index: index, _id: id } })}\n${JSON.stringify(source)}\n`
}

/** `tollgate-usage-2026.11`, or with the day. */
function indexOf({ record }: StoredRecord, { index, per }: ElasticsearchSettings): string {
  const date = new Date(record.at).toISOString().slice(0, per === 'day' ? 10 : 7)
  return `${index}-${date.replaceAll('-', '.')}`
}

async function setUp(settings: ElasticsearchSettings, signal: AbortSignal): Promise<Outcome | undefined> {
  const root = await call(settings, { method: 'GET', path: '/' }, signal)
  if (!root.isAnswered || root.status !== 200) return refused(settings, root)
  const openSearch = isOpenSearch(root.text)
  for (const { path, body, fine } of setUpCalls(settings.index, { openSearch, days: settings.retentionDays })) {
    const json = {
      method: 'PUT',
      path,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    } as const
    const answer = await call(settings, json, signal)
    if (answer.isAnswered && (answer.status === 200 || answer.status === 201 || fine.includes(answer.status))) continue
    return refused(settings, answer)
  }
  return undefined
}

async function bulk(settings: ElasticsearchSettings, chunk: Chunk, signal: AbortSignal): Promise<SizedOutcome> {
  const body = await compressed(chunk.records.map(({ text }) => text).join(''))
  const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }
  const answer = await call(settings, { method: 'POST', path: `/_bulk?${filter}`, body, headers }, signal)
  if (answer.isAnswered && answer.status === 200) return readBulkAnswer(answer.text, chunk)
  if (answer.isAnswered && answer.status === 413)
    return { kind: 'too-large', reason: `${new URL(settings.url).host} takes no request of this size (413).` }
  return refused(settings, answer)
}

function refused({ url }: ElasticsearchSettings, answer: TargetAnswer): Outcome {
  if (!answer.isAnswered) return { kind: 'retry', reason: answer.reason }
  const { status, afterMs } = answer
  const reason = `${new URL(url).host} answered with the status ${status}.`
  const isPassing = status === 408 || status === 429 || status >= 500
  if (!isPassing) return { kind: 'stop', reason }
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
}

function call(
  { url, authorization, way }: ElasticsearchSettings,
  { path, headers, ...rest }: Pick<TargetCall, 'method' | 'body'> & { path: string; headers?: TargetCall['headers'] },
  signal: AbortSignal,
): Promise<TargetAnswer> {
  const own = authorization === undefined ? {} : { authorization }
  const whole = `${url.replace(/\/+$/, '')}${path}`
  return callTarget({ ...rest, url: whole, headers: { ...own, ...headers }, way }, signal)
}
