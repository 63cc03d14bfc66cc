import { comingOf, type TextPiece, type TextStep } from '../pipeline/text-rule.ts'
import { inSlices } from '../pipeline/turn-slices.ts'
import type { DetectorSet, Look, Scanner, Span } from '../scanning/scanner.ts'
import type { PlaceholderBook } from './placeholder-book.ts'

export interface AnswerMask {
  /** What was masked in the request, to be given back. */
  readonly given: PlaceholderBook | undefined
  /** What goes out in the place of a span; asked once it does. */
  mask(text: string, span: Span): string
}

/** A whole text of an answer: placeholders of the request become their values, what was found becomes what `mask` says. */
export function maskAnswer(text: string, spans: readonly Span[], answer: AnswerMask): string | Promise<string> {
  return render(text, placesIn(text, 0, spans, answer), { from: 0, to: text.length })
}

export interface PieceMask extends AnswerMask {
  /** undefined: nothing is looked for. */
  readonly search: { readonly scanner: Scanner; readonly detectors: DetectorSet } | undefined
}

/** The part of a text that is still coming of which all is known. */
export function maskAnswerPiece(piece: TextPiece, mask: PieceMask): TextStep | Promise<TextStep> {
  const coming = comingOf(piece)
  if (mask.search === undefined) return maskLooked(piece, { spans: [], open: coming.text.length }, mask)
  const { scanner, detectors } = mask.search
  const look = scanner.look(detectors, coming)
  return look instanceof Promise
    ? look.then((looked) => maskLooked(piece, looked, mask))
    : maskLooked(piece, look, mask)
}

function maskLooked(piece: TextPiece, look: Look, mask: AnswerMask): TextStep | Promise<TextStep> {
  const { text, from, isEnd } = comingOf(piece)
  const open = isEnd ? text.length : Math.min(look.open, mask.given?.openFrom(text, from) ?? text.length)
  const places = placesIn(text, from, look.spans, mask)
  const to = inFrontOf(places, open)
  const out = render(text, places, { from, to })
  const step = (rendered: string) => ({ taken: to - from, out: rendered })
  return out instanceof Promise ? out.then(step) : step(out)
}

interface Place {
  readonly start: number
  readonly end: number
  out(): string
}

/** A placeholder is what it stands for: what a detector takes it for does not count. */
function placesIn(text: string, from: number, spans: readonly Span[], { given, mask }: AnswerMask): Place[] {
  const placeholders = given?.find(text, from).map(({ start, end, value }) => ({ start, end, out: () => value })) ?? []
  const places: Place[] = []
  let next = 0
  for (const span of spans) {
    for (; (placeholders[next]?.end ?? Number.POSITIVE_INFINITY) <= span.start; next++) add(places, placeholders[next])
    if ((placeholders[next]?.start ?? Number.POSITIVE_INFINITY) < span.end) continue
    places.push({ start: span.start, end: span.end, out: () => mask(text, span) })
  }
  for (; next < placeholders.length; next++) add(places, placeholders[next])
  return places
}

function add(places: Place[], place: Place | undefined): void {
  if (place !== undefined) places.push(place)
}

/** The end of what can go: no place is cut. */
function inFrontOf(places: readonly Place[], open: number): number {
  const cut = places.find(({ start, end }) => start < open && end > open)
  return cut?.start ?? open
}

function render(
  text: string,
  places: readonly Place[],
  { from, to }: { readonly from: number; readonly to: number },
): string | Promise<string> {
  let out = ''
  let at = from
  const rest = inSlices(places, (place) => {
    if (place.end > to) return
    out += text.slice(at, place.start) + place.out()
    at = place.end
  })
  const finish = () => out + text.slice(at, to)
  return rest === undefined ? finish() : rest.then(finish)
}
