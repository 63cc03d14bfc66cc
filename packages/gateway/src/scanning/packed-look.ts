import type { Look, Span } from './scanner.ts'

/** A look as a thread hands it over: numbers, because a hundred thousand objects would take their time to be copied. */
export interface PackedLook {
  /** Start, end and the place of the label among `labels`, for each span. */
  readonly numbers: Int32Array
  readonly labels: readonly string[]
  readonly open: number
}

export function packLook({ spans, open }: Look): PackedLook {
  const labels = [...new Set(spans.map(({ label }) => label))]
  const places = new Map(labels.map((label, index) => [label, index]))
  const numbers = new Int32Array(spans.length * 3)
  for (const [index, { start, end, label }] of spans.entries())
    numbers.set([start, end, places.get(label) ?? 0], index * 3)
  return { numbers, labels, open }
}

export function unpackLook({ numbers, labels, open }: PackedLook): Look {
  const spans: Span[] = []
  for (let at = 0; at < numbers.length; at += 3)
    spans.push({ start: numbers[at] ?? 0, end: numbers[at + 1] ?? 0, label: labels[numbers[at + 2] ?? 0] ?? '' })
  return { spans, open }
}
