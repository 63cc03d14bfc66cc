import type { PolicyTrialSpan } from '@tollgate/contract/resources/policy-trial'

interface Part {
  readonly text: string
  readonly start: number
  /** What was found there; undefined: nothing. */
  readonly label: string | undefined
}

type Span = Pick<PolicyTrialSpan, 'start' | 'end' | 'text' | 'label'>

/** A text cut where something was found. Places that do not hold what was found are those of a text that was changed since: they are left out. */
export function markedParts(text: string, spans: readonly Span[]): readonly Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { start, end, label } of holding(text, spans)) {
    if (start < at) continue
    if (start > at) parts.push({ text: text.slice(at, start), start: at, label: undefined })
    parts.push({ text: text.slice(start, end), start, label })
    at = end
  }
  if (at < text.length) parts.push({ text: text.slice(at), start: at, label: undefined })
  return parts
}

function holding(text: string, spans: readonly Span[]): readonly Span[] {
  return spans
    .filter(({ start, end, text: found }) => end > start && text.slice(start, end) === found)
    .toSorted((one, other) => one.start - other.start || other.end - one.end)
}
