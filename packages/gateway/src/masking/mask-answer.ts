import type { TextPiece, TextStep } from '../pipeline/text-rule.ts'
import type { DetectorSet, Span } from '../scanning/scanner.ts'
import type { PlaceholderBook } from './placeholder-book.ts'

export interface AnswerMask {
  /** What was masked in the request, to be given back. */
  readonly given: PlaceholderBook | undefined
  /** What goes out in the place of a span; asked once it does. */
  mask(text: string, span: Span): string
}

/** A whole text of an answer: placeholders of the request become their values, what was found becomes what `mask` says. */
export function maskAnswer(text: string, spans: readonly Span[], answer: AnswerMask): string {
  return render(text, placesIn(text, 0, spans, answer), 0, text.length)
}

/** The part of a text that is still coming of which all is known. */
export function maskAnswerPiece(
  { before, pending, isEnd }: TextPiece,
  detectors: DetectorSet | undefined,
  answer: AnswerMask,
): TextStep {
  const text = before + pending
  const from = before.length
  const open = isEnd ? text.length : openFrom(text, from, detectors, answer)
  const places = placesIn(text, from, detectors?.scan(text, from) ?? [], answer)
  const to = inFrontOf(places, open)
  return { taken: to - from, out: render(text, places, from, to) }
}

function openFrom(text: string, from: number, detectors: DetectorSet | undefined, { given }: AnswerMask): number {
  const open = given?.openFrom(text, from) ?? text.length
  return Math.min(open, detectors?.openFrom(text, from) ?? text.length)
}

interface Place {
  readonly start: number
  readonly end: number
  out(): string
}

/** A placeholder is what it stands for: what a detector takes it for does not count. */
function placesIn(text: string, from: number, spans: readonly Span[], { given, mask }: AnswerMask): Place[] {
  const placeholders = given?.find(text, from).map(({ start, end, value }) => ({ start, end, out: () => value })) ?? []
  const masked = spans
    .filter((span) => !placeholders.some(({ start, end }) => start < span.end && end > span.start))
    .map((span) => ({ start: span.start, end: span.end, out: () => mask(text, span) }))
  return [...placeholders, ...masked].sort((one, other) => one.start - other.start)
}

/** The end of what can go: no place is cut. */
function inFrontOf(places: readonly Place[], open: number): number {
  const cut = places.find(({ start, end }) => start < open && end > open)
  return cut?.start ?? open
}

function render(text: string, places: readonly Place[], from: number, to: number): string {
  let out = ''
  let at = from
  for (const place of places) {
    if (place.end > to) break
    out += text.slice(at, place.start) + place.out()
    at = place.end
  }
  return out + text.slice(at, to)
}
