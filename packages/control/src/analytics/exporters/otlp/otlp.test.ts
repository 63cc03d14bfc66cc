import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { exporterBench, storedRecords } from '../testing/exporter-bench.ts'
import { startTarget } from '../testing/scripted-target.ts'
import { otlpSettings, requestIdOf, spansIn } from '../testing/target-settings.ts'
import { measuredOf, metricsOf } from './gen-ai-metrics.ts'
import { readHeaders } from './headers.ts'
import { logOf } from './log.ts'
import { type OtlpSettings, otlpExporter } from './otlp.ts'
import { spansOf } from './spans.ts'
import { attributesOf, nanoseconds } from './values.ts'

async function collector(t: TestContext, answer: (path: string, text: string) => string = () => '{}') {
  const target = await startTarget(({ path, text }) => ({ status: 200, body: answer(path, text) }))
  t.after(() => target.close())
  const run = async (count: number, settings: Partial<OtlpSettings> = {}) => {
    const bench = exporterBench(storedRecords(count))
    await bench.run(otlpExporter({ ...otlpSettings(target.url), ...settings }))
    return bench
  }
  return { target, run, paths: () => target.calls.map(({ path }) => path) }
}

/** Loosely, to look into it. */
interface Point {
  readonly asInt?: string
  readonly sum?: number
  readonly count?: string
  readonly bucketCounts?: string[]
}
type Metric = { name: string } & Partial<Record<'sum' | 'histogram', { dataPoints: Point[] }>>

test('otlp: a call is a span with its tries below it, and the same span whenever it is sent', () => {
  const stored = storedRecords(60).find(({ record }) => record.attempts.length > 0 && record.outcome === 'answered')
  assert.ok(stored !== undefined)
  const { record, facts } = stored
  const [call, ...tries] = spansOf(stored)
  assert.ok(call !== undefined)
  assert.equal(call.name, `chat ${facts.model}`)
  assert.match(`${call.traceId} ${call.spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/)
  assert.equal(call.startTimeUnixNano, `${record.at}000000`)
  assert.deepEqual(spansOf(stored), [call, ...tries])
  assert.equal(tries.length, record.attempts.length)
  for (const one of tries) assert.deepEqual([one.traceId, one.parentSpanId, one.kind], [call.traceId, call.spanId, 3])
  const said = Object.fromEntries(call.attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
  assert.equal(said['gen_ai.operation.name'], 'chat')
  assert.equal(said['gen_ai.usage.input_tokens'], String(facts.usage.inputTokens))
  assert.equal(said['tollgate.application'], facts.application)
  assert.deepEqual(call.status, {})
  const log = logOf(stored)
  assert.deepEqual([log.traceId, log.spanId, log.severityText], [call.traceId, call.spanId, 'INFO'])
})

test('otlp: metrics of a batch add up to its calls, in either family of names', () => {
  const stored = storedRecords(300)
  const measured = stored.map(measuredOf)
  const total = (of: (one: (typeof stored)[number]) => number) => stored.reduce((sum, one) => sum + of(one), 0)
  const added = (metrics: object[], name: string) => {
    const found = (metrics as Metric[]).find((metric) => metric.name === name)
    const points = found?.sum?.dataPoints ?? found?.histogram?.dataPoints ?? []
    return points.reduce((sum, point) => sum + Number(point.asInt ?? point.sum ?? 0), 0)
  }
  const fresh = metricsOf(measured, 'new')
  const input = total(({ facts }) => facts.usage.inputTokens)
  assert.equal(added(fresh, 'gen_ai.client.inference.usage.input_tokens'), input)
  assert.equal(added(fresh, 'gen_ai.client.inference.operation.input_tokens'), input)
  assert.equal(
    added(fresh, 'tollgate.cost'),
    total(({ facts }) => facts.cost ?? 0),
  )
  assert.equal(added(fresh, 'tollgate.calls'), 300)
  const old = metricsOf(measured, 'old')
  assert.equal(added(old, 'gen_ai.client.token.usage'), input + total(({ facts }) => facts.usage.outputTokens))
  assert.equal(added(old, 'gen_ai.client.inference.usage.input_tokens'), 0)
  for (const metric of metricsOf(measured, 'both') as Metric[])
    for (const { count, bucketCounts } of metric.histogram?.dataPoints ?? [])
      assert.equal(
        bucketCounts?.reduce((sum, one) => sum + Number(one), 0),
        Number(count),
      )
})

test('otlp: only the signals that are asked for are sent, with the headers that are given', async (t) => {
  const { target, run, paths } = await collector(t)
  await run(10)
  assert.deepEqual(paths(), ['/v1/traces', '/v1/logs', '/v1/metrics'])
  assert.deepEqual(
    target.calls.map(({ headers }) => headers.authorization),
    ['Bearer abc', 'Bearer abc', 'Bearer abc'],
  )
  target.calls.splice(0)
  await run(10, { hasTraces: false, hasMetrics: false })
  assert.deepEqual(paths(), ['/v1/logs'])
  assert.deepEqual(readHeaders('a=1, X-B = c%20d ,nothing,bad=\u00ff'), { a: '1', 'x-b': 'c d' })
  assert.deepEqual(readHeaders(undefined), {})
})

test('otlp: a batch that goes again sends no signal that was taken', async (t) => {
  const { target, run, paths } = await collector(t)
  target.faults.push({ status: 200 }, { status: 200 }, { status: 503 })
  const { states } = await run(10)
  assert.deepEqual(paths(), ['/v1/traces', '/v1/logs', '/v1/metrics', '/v1/metrics'])
  assert.equal(states.at(-1)?.delivered, 10)
})

test('otlp: of a batch of which a part is rejected, that part becomes a dead letter', async (t) => {
  const poison = 'req_7_5'
  const { run } = await collector(t, (path, text) => {
    const isRejected = path === '/v1/traces' && spansIn(text).some((span) => requestIdOf(span) === poison)
    return isRejected ? '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}' : '{}'
  })
  const { dead, states } = await run(10)
  assert.deepEqual(dead, [{ id: poison, reason: 'The collector took none of it: too old' }])
  assert.equal(states.at(-1)?.deadLetters, 1)
})

test('otlp: values are as its JSON wants them', () => {
  assert.equal(nanoseconds(1_795_000_000_123.4), '1795000000123400000')
  assert.deepEqual(attributesOf({ a: 'x\ud800', b: 2, c: 0.5, d: true, e: null, f: undefined }), [
    { key: 'a', value: { stringValue: 'x\ufffd' } },
    { key: 'b', value: { intValue: '2' } },
    { key: 'c', value: { doubleValue: 0.5 } },
    { key: 'd', value: { boolValue: true } },
  ])
})
