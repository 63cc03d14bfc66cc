import { outcomeSchema } from '@tollgate/contract/usage-record'
import type { MetricFamily, Sample } from './text-format.ts'
import type { LatencyCell, UsageCell, UsageCells } from './usage-cells.ts'

/** Usage as Prometheus reads it. Names and labels are a promise: dashboards and alerts are made of them (docs/reference/metrics.md). */
export function usageFamilies({ cells, latencies, foldedCalls }: UsageCells): readonly MetricFamily[] {
  const all = [...cells.values()]
  const counter = (name: string, help: string, samplesOf: (cell: UsageCell) => readonly Sample[]): MetricFamily => {
    return { name, help, type: 'counter', samples: all.flatMap(samplesOf) }
  }
  const one = (value: (cell: UsageCell) => number | string) => (cell: UsageCell) => [
    { labels: cell.labels, value: value(cell) },
  ]
  return [
    counter('tollgate_calls_total', 'Calls, by how they ended.', ({ labels, calls }) =>
      outcomeSchema.options
        .filter((outcome) => calls[outcome] > 0)
        .map((outcome) => ({ labels: { ...labels, outcome }, value: calls[outcome] })),
    ),
    counter('tollgate_tokens_total', 'Tokens, input with what was cached of it.', (cell) => [
      { labels: { ...cell.labels, type: 'input' }, value: cell.inputTokens },
      { labels: { ...cell.labels, type: 'output' }, value: cell.outputTokens },
    ]),
    counter(
      'tollgate_cached_input_tokens_total',
      'Of the input tokens, those from the cache of the provider.',
      one((cell) => cell.cachedInputTokens),
    ),
    counter(
      'tollgate_reasoning_tokens_total',
      'Of the output tokens, those of reasoning.',
      one((cell) => cell.reasoningTokens),
    ),
    counter(
      'tollgate_cost_usd_total',
      'US dollars, at the prices of the time of each call.',
      one((cell) => dollars(cell.cost)),
    ),
    counter(
      'tollgate_saved_usd_total',
      'US dollars that cached input would have cost more.',
      one((cell) => dollars(cell.saved)),
    ),
    counter(
      'tollgate_unpriced_calls_total',
      'Calls that used something for which there is no price.',
      one((cell) => cell.unpricedCalls),
    ),
    ...latencyFamilies([...latencies.values()]),
    {
      name: 'tollgate_metrics_folded_calls_total',
      help: 'Calls that are counted under "other", because a label has too many values.',
      type: 'counter',
      samples: [{ labels: {}, value: foldedCalls }],
    },
  ]
}

function latencyFamilies(latencies: readonly LatencyCell[]): readonly MetricFamily[] {
  return [
    {
      name: 'tollgate_call_duration_seconds',
      help: 'From the first byte of a call to its end, where a provider was asked.',
      type: 'histogram',
      samples: latencies.flatMap(({ labels, duration }) => duration.samples(labels)),
    },
    {
      name: 'tollgate_first_byte_seconds',
      help: 'From the first byte of a call to the first byte of its answer, where a provider was asked.',
      type: 'histogram',
      samples: latencies.flatMap(({ labels, firstByte }) => firstByte.samples(labels)),
    },
  ]
}

/** Micro-dollars in dollars, to the last digit. */
function dollars(micro: number): string {
  return `${Math.floor(micro / 1_000_000)}.${String(micro % 1_000_000).padStart(6, '0')}`
}
