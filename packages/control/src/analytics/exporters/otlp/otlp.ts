import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { callTarget, type TargetAnswer, type TargetWay } from '../call-target.ts'
import type { Chunk, Exporter } from '../exporter.ts'
import { judgeAnswer } from '../judge-answer.ts'
import { type SizedOutcome, sendInHalves } from '../send-in-halves.ts'
import { type Measured, type MetricNames, measuredOf, metricsOf } from './gen-ai-metrics.ts'
import { readHeaders } from './headers.ts'
import { logOf, type OtlpLog } from './log.ts'
import { type OtlpSpan, spansOf } from './spans.ts'
import { attributesOf } from './values.ts'

export interface OtlpSettings {
  /** Of the collector, without `/v1/…`. */
  readonly url: string
  /** Headers, as `OTEL_EXPORTER_OTLP_HEADERS` has them. */
  readonly headers: string | undefined
  readonly hasTraces: boolean
  readonly hasMetrics: boolean
  readonly hasLogs: boolean
  readonly metricNames: MetricNames
  readonly serviceName: string
  readonly way: TargetWay
}

interface Signals {
  readonly spans: readonly OtlpSpan[]
  readonly log: OtlpLog
  readonly measured: Measured
}

type Signal = 'traces' | 'logs' | 'metrics'

const compressed = promisify(gzip)
const scope = { name: 'tollgate' }

/**
 * OpenTelemetry over HTTP, in JSON. Spans and logs sent again are the same ones, by their ids. Metrics are what a batch adds, so they go last: only where
 * their own answer is lost does a batch count twice.
 */
export function otlpExporter(settings: OtlpSettings): Exporter {
  const taken = new TakenSignals()
  return {
    chunkRecordsMax: 200,
    chunkBytesMax: 1_500_000,
    lingerMs: 5_000,
    encode: (stored) => {
      const signals: Signals = { spans: spansOf(stored), log: logOf(stored), measured: measuredOf(stored) }
      return JSON.stringify(signals)
    },
    send: (chunk, signal) => sendInHalves(chunk, (part) => sendSignals(settings, part, { taken, signal })),
    close: async () => {},
  }
}

interface Sending {
  readonly taken: TakenSignals
  readonly signal: AbortSignal
}

async function sendSignals(settings: OtlpSettings, chunk: Chunk, { taken, signal }: Sending): Promise<SizedOutcome> {
  // Written by us.
  const calls = chunk.records.map(({ text }) => JSON.parse(text) as Signals)
  for (const [kind, body] of bodiesOf(settings, calls)) {
    if (taken.has(chunk, kind)) continue
    const outcome = await post(settings, { kind, body, count: calls.length }, signal)
    if (outcome.kind !== 'acked') return outcome
    taken.add(chunk, kind)
  }
  return { kind: 'acked' }
}

/** In the order in which they are sent. */
function bodiesOf(settings: OtlpSettings, calls: readonly Signals[]): (readonly [Signal, object])[] {
  const resource = { attributes: attributesOf({ 'service.name': settings.serviceName }) }
  const bodies: (readonly [Signal, object])[] = []
  if (settings.hasTraces) {
    const scopeSpans = [{ scope, spans: calls.flatMap(({ spans }) => spans) }]
    bodies.push(['traces', { resourceSpans: [{ resource, scopeSpans }] }])
  }
  if (settings.hasLogs) {
    const scopeLogs = [{ scope, logRecords: calls.map(({ log }) => log) }]
    bodies.push(['logs', { resourceLogs: [{ resource, scopeLogs }] }])
  }
  if (settings.hasMetrics) {
    const metrics = metricsOf(
      calls.map(({ measured }) => measured),
      settings.metricNames,
    )
    bodies.push(['metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] }])
  }
  return bodies
}

interface Body {
  readonly kind: Signal
  readonly body: object
  readonly count: number
}

async function post(settings: OtlpSettings, { kind, body }: Body, signal: AbortSignal): Promise<SizedOutcome> {
  const { url, headers, way } = settings
  const own = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const address = `${url.replace(/\/+$/, '')}/v1/${kind}`
  const sent = await compressed(JSON.stringify(body))
  const answer = await callTarget(
    { method: 'POST', url: address, headers: { ...readHeaders(headers), ...own }, body: sent, way },
    signal,
  )
  const outcome = judgeAnswer(answer, { host: new URL(url).host, stops: [401, 403, 404], halves: [400, 413] })
  return outcome.kind === 'acked' && kind !== 'metrics' ? rejectedOf(answer) : outcome
}

/** A collector may take a part and say how many it did not, not which: it is asked about fewer, and spans and logs sent again are the same ones. */
function rejectedOf(answer: TargetAnswer): SizedOutcome {
  const rejected = answer.isAnswered ? rejectedIn(answer.text) : undefined
  return rejected === undefined
    ? { kind: 'acked' }
    : { kind: 'too-large', reason: `The collector took none of it: ${rejected}` }
}

function rejectedIn(text: string): string | undefined {
  try {
    const partial = (JSON.parse(text) as { partialSuccess?: Record<string, unknown> } | null)?.partialSuccess
    const count = Number(partial?.rejectedSpans ?? partial?.rejectedLogRecords ?? 0)
    return count > 0 ? String(partial?.errorMessage ?? 'no reason was given').slice(0, 300) : undefined
  } catch {
    return undefined
  }
}

/** What of the batch that is being sent again has been taken: it is left out. */
class TakenSignals {
  readonly #signals = new Set<string>()
  #last = 0

  has(chunk: Chunk, kind: Signal): boolean {
    return this.#signals.has(nameOf(chunk, kind))
  }

  add(chunk: Chunk, kind: Signal): void {
    const last = chunk.records.at(-1)?.number ?? 0
    // Further on in the ledger: what was before is done with.
    if (last > this.#last) this.#signals.clear()
    this.#last = Math.max(last, this.#last)
    this.#signals.add(nameOf(chunk, kind))
  }
}

function nameOf({ records }: Chunk, kind: Signal): string {
  return `${kind} ${records.map(({ number }) => number).join()}`
}
