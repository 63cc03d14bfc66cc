import type { StoredRecord } from '../../analytics-store.ts'
import { errorTypeOf, operationOf, providerOf } from './gen-ai-names.ts'
import { attributesOf, nanoseconds, type OtlpAttribute } from './values.ts'

/** What one call adds to metrics: kept as numbers until the batch is known. */
export interface Measured {
  readonly at: number
  readonly endedAt: number
  readonly attributes: readonly OtlpAttribute[]
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly reasoningTokens: number
  readonly microUsd: number
  readonly seconds: number
}

/** `old`: `gen_ai.client.token.usage`, as stacks before 2026 read it. */
export type MetricNames = 'new' | 'old' | 'both'

export function measuredOf(stored: StoredRecord): Measured {
  const { record, facts } = stored
  const { usage } = facts
  return {
    ...{ at: record.at, endedAt: record.at + record.totalMs, seconds: record.totalMs / 1_000 },
    attributes: attributesOf({
      'gen_ai.operation.name': operationOf(stored),
      'gen_ai.provider.name': providerOf(stored),
      'gen_ai.request.model': record.model.asked,
      'gen_ai.response.model': record.model.served,
      'gen_ai.token.modality': 'text',
      'error.type': errorTypeOf(stored),
      'tollgate.api': facts.api,
      'tollgate.application': facts.application,
    }),
    ...{ inputTokens: usage.inputTokens, outputTokens: usage.outputTokens, cacheReadTokens: usage.cachedInputTokens },
    ...{ cacheWriteTokens: usage.cacheWriteTokens, reasoningTokens: usage.reasoningTokens, microUsd: facts.cost ?? 0 },
  }
}

/** Bounds that the conventions give. */
const tokenBounds = [
  ...[1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
]
const secondBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const delta = 1

const usage = 'gen_ai.client.inference.usage'
const perOperation = 'gen_ai.client.inference.operation'

/** The metrics of a batch, as what it adds: a collector that sums them up has the totals. */
export function metricsOf(measured: readonly Measured[], names: MetricNames): object[] {
  if (measured.length === 0) return []
  const groups = grouped(measured)
  const isNew = names !== 'old'
  const isOld = names !== 'new'
  return [
    ...(isNew ? newMetrics(groups) : []),
    ...(isOld ? [oldTokenUsage(groups)] : []),
    histogram('gen_ai.client.operation.duration', 's', groups, { bounds: secondBounds, of: (one) => one.seconds }),
    sum('tollgate.cost', '{micro_usd}', groups, (one) => one.microUsd),
    sum('tollgate.calls', '{call}', groups, () => 1),
  ]
}

function newMetrics(groups: readonly Group[]): object[] {
  const tokens = '{token}'
  return [
    sum(`${usage}.input_tokens`, tokens, groups, (one) => one.inputTokens),
    sum(`${usage}.output_tokens`, tokens, groups, (one) => one.outputTokens),
    sum(`${usage}.cache_read.input_tokens`, tokens, groups, (one) => one.cacheReadTokens),
    sum(`${usage}.cache_write.input_tokens`, tokens, groups, (one) => one.cacheWriteTokens),
    sum(`${usage}.reasoning.output_tokens`, tokens, groups, (one) => one.reasoningTokens),
    histogram(`${perOperation}.input_tokens`, tokens, groups, { bounds: tokenBounds, of: (one) => one.inputTokens }),
    histogram(`${perOperation}.output_tokens`, tokens, groups, { bounds: tokenBounds, of: (one) => one.outputTokens }),
  ]
}

function oldTokenUsage(groups: readonly Group[]): object {
  const points = (type: string, of: (one: Measured) => number) =>
    groups.map((group) => {
      const point = histogramPoint(group, tokenBounds, of)
      return { ...point, attributes: [...point.attributes, ...attributesOf({ 'gen_ai.token.type': type })] }
    })
  const dataPoints = [...points('input', (one) => one.inputTokens), ...points('output', (one) => one.outputTokens)]
  return {
    ...{ name: 'gen_ai.client.token.usage', unit: '{token}' },
    histogram: { aggregationTemporality: delta, dataPoints },
  }
}

interface Group {
  readonly attributes: readonly OtlpAttribute[]
  readonly calls: Measured[]
  readonly startTimeUnixNano: string
  readonly timeUnixNano: string
}

function grouped(measured: readonly Measured[]): Group[] {
  const startTimeUnixNano = nanoseconds(Math.min(...measured.map(({ at }) => at)))
  const timeUnixNano = nanoseconds(Math.max(...measured.map(({ endedAt }) => endedAt)))
  const groups = new Map<string, Group>()
  for (const one of measured) {
    const key = JSON.stringify(one.attributes)
    const group = groups.get(key)
    if (group === undefined)
      groups.set(key, { attributes: one.attributes, calls: [one], startTimeUnixNano, timeUnixNano })
    else group.calls.push(one)
  }
  return [...groups.values()]
}

function sum(name: string, unit: string, groups: readonly Group[], of: (one: Measured) => number): object {
  const dataPoints = groups.map(({ attributes, calls, startTimeUnixNano, timeUnixNano }) => ({
    ...{ attributes, startTimeUnixNano, timeUnixNano },
    asInt: String(calls.reduce((total, one) => total + of(one), 0)),
  }))
  return { name, unit, sum: { aggregationTemporality: delta, isMonotonic: true, dataPoints } }
}

interface Buckets {
  readonly bounds: readonly number[]
  readonly of: (one: Measured) => number
}

function histogram(name: string, unit: string, groups: readonly Group[], { bounds, of }: Buckets): object {
  const dataPoints = groups.map((group) => histogramPoint(group, bounds, of))
  return { name, unit, histogram: { aggregationTemporality: delta, dataPoints } }
}

function histogramPoint(group: Group, bounds: readonly number[], of: (one: Measured) => number) {
  const { attributes, calls, startTimeUnixNano, timeUnixNano } = group
  const values = calls.map(of)
  const counts = new Array<number>(bounds.length + 1).fill(0)
  for (const value of values) {
    const place = bounds.findIndex((bound) => value <= bound)
    const bucket = place === -1 ? bounds.length : place
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return {
    ...{ attributes, startTimeUnixNano, timeUnixNano, count: String(values.length) },
    ...{ sum: values.reduce((total, value) => total + value, 0), min: Math.min(...values), max: Math.max(...values) },
    ...{ bucketCounts: counts.map(String), explicitBounds: bounds },
  }
}
