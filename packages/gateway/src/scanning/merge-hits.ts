import type { Hit } from './detector.ts'
import type { Span } from './scanner.ts'

export interface LabelledHit extends Hit {
  readonly label: string
}

/**
 * Spans in order, without overlaps: the earlier, then the longer one wins, and of what begins inside it the rest behind it stays a span of
 * its own, so that nothing that any detector found is left out. Of equals the first in the list wins.
 */
export function mergeHits(hits: readonly LabelledHit[]): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const hit of [...hits].sort((one, other) => one.start - other.start || other.end - one.end)) {
    if (hit.end <= end) continue
    spans.push({ start: Math.max(hit.start, end), end: hit.end, label: hit.label })
    end = hit.end
  }
  return spans
}

/** The last place at `open` or in front of it that no hit reaches over. */
export function inFrontOfHits(hits: readonly LabelledHit[], open: number): number {
  let place = open
  // Each hit moves the place to its own beginning at the most, so that those that begin behind it need not be looked at again.
  for (const { from, end } of [...hits].sort((one, other) => other.from - one.from))
    if (from < place && end > place) place = from
  return place
}
