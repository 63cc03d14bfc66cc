import type { MetricFamily } from './text-format.ts'

/** `startedAt`, Unix milliseconds: when its counters were 0. */
export function processFamilies(startedAt: number): readonly MetricFamily[] {
  return [
    {
      name: 'process_start_time_seconds',
      help: 'When this control process began to count, in Unix seconds.',
      type: 'gauge',
      samples: [{ labels: {}, value: startedAt / 1_000 }],
    },
  ]
}
