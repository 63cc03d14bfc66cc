import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { randomRecords } from '../analytics/testing/random-records.ts'
import { renderMetrics } from './text-format.ts'
import { UsageCells } from './usage-cells.ts'
import { usageFamilies } from './usage-families.ts'

const from = Date.UTC(2026, 10, 20)
const records = randomRecords(400, { seed: 3, from, to: from + 3_600_000 })
const [answered] = records.filter(({ outcome, attempts }) => outcome === 'answered' && attempts.length > 0)

function call(changes: Partial<UsageRecord> & { readonly named?: string }): UsageRecord {
  assert.ok(answered !== undefined)
  const { named, ...rest } = changes
  return { ...answered, ...(named === undefined ? {} : { model: { asked: named, served: named } }), ...rest }
}

function textOf(cells: UsageCells): string {
  return renderMetrics(usageFamilies(cells))
}

/** The values of a metric, whose labels match. */
function valuesOf(text: string, name: string, labels = ''): number[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

test('UsageCells: what it sums is what the records say', () => {
  const cells = new UsageCells()
  for (const record of records) cells.add(record)
  const text = textOf(cells)
  const total = (value: (record: UsageRecord) => number) => sumOf(records.map(value))
  const sum = (name: string, labels?: string) => sumOf(valuesOf(text, name, labels))
  assert.equal(sum('tollgate_calls_total'), records.length)
  for (const outcome of ['answered', 'refused', 'failed', 'cancelled'] as const) {
    const count = records.filter((record) => record.outcome === outcome).length
    assert.equal(sum('tollgate_calls_total', `outcome="${outcome}"`), count)
  }
  assert.equal(
    sum('tollgate_tokens_total', 'type="input"'),
    total(({ usage }) => usage.inputTokens),
  )
  assert.equal(
    sum('tollgate_tokens_total', 'type="output"'),
    total(({ usage }) => usage.outputTokens),
  )
  assert.equal(
    Math.round(sum('tollgate_cost_usd_total') * 1_000_000),
    total(({ cost }) => cost?.amount ?? 0),
  )
  const asked = records.filter(({ attempts }) => attempts.length > 0)
  assert.equal(sum('tollgate_call_duration_seconds_count'), asked.length)
  assert.equal(sum('tollgate_call_duration_seconds_bucket', 'le="+Inf"'), asked.length)
  const quick = asked.filter(({ totalMs }) => totalMs <= 2_500).length
  assert.equal(sum('tollgate_call_duration_seconds_bucket', 'le="2.5"'), quick)
  assert.equal(sum('tollgate_first_byte_seconds_count'), asked.filter(({ firstByteMs }) => firstByteMs !== null).length)
})

test('UsageCells: only what was answered gives a model its label', () => {
  const cells = new UsageCells()
  for (let at = 0; at < 1_000; at++) cells.add(call({ named: `made-up-${at}`, outcome: 'refused' }))
  cells.add(call({ named: 'made-up', status: 404 }))
  cells.add(call({ named: 'gpt-5.4' }))
  cells.add(call({ named: 'gpt-5.4', outcome: 'failed' }))
  const text = textOf(cells)
  const models = new Set([...text.matchAll(/model="([^"]*)"/g)].map(([, model]) => model))
  assert.deepEqual([...models].toSorted(), ['gpt-5.4', 'other'])
  assert.match(text, /^tollgate_metrics_folded_calls_total 1001$/m)
})

test('UsageCells: labels and their combinations are bounded, and the sums stay whole', () => {
  const bounds = { apis: 2, applications: 5, models: 4, combinations: 10 }
  const cells = new UsageCells(bounds)
  for (let at = 0; at < 600; at++) {
    const { caller, api } = call({})
    cells.add(
      call({
        ...{ caller: { ...caller, application: `app ${at % 20}` }, api: { ...api, version: String(at % 7) } },
        named: `model ${at % 11}`,
      }),
    )
  }
  const text = textOf(cells)
  const calls = valuesOf(text, 'tollgate_calls_total')
  assert.equal(sumOf(calls), 600)
  // Beside the combinations, one for what is beyond them of each API and of the other ones.
  assert.ok(calls.length <= bounds.combinations + bounds.apis + 1, `${calls.length} lines`)
  assert.ok(valuesOf(text, 'tollgate_call_duration_seconds_count').length <= calls.length)
})

test('renderMetrics: no value of a label ends a label or a line', () => {
  const cells = new UsageCells()
  const hostile = 'x"} 1\ntollgate_calls_total{api="forged"} 9\r\n\\\ud800\u0000'
  cells.add(call({ named: hostile }))
  const lines = textOf(cells).trimEnd().split('\n')
  const line = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="([^"\\\p{Cc}]|\\["\\n])*",?)+\})? [0-9.]+)$/u
  for (const one of lines) assert.match(one, line)
  assert.deepEqual(lines.filter((one) => one.startsWith('tollgate_calls_total{api="forged"')).length, 0)
  assert.ok(
    lines.some((one) =>
      one.includes('model="x\\"} 1\\ntollgate_calls_total{api=\\"forged\\"} 9\uFFFD\\n\\\\\uFFFD\uFFFD"'),
    ),
  )
})
