import type { Span } from '@tollgate/gateway/scanning/scanner'

/** A text that a policy could look at, as it was when the policy's turn came. */
export interface SeenText {
  readonly path: string
  readonly text: string
  readonly format: 'plain' | 'json'
  /** The event of a stream that it is in; null: a whole body. */
  readonly event: string | null
}

/** What a scanner said of a text that a policy gave it. */
export interface ScannedText {
  readonly text: string
  readonly spans: readonly Span[]
}

export interface FoundSpan {
  readonly label: string
  readonly path: string
  readonly inner: string | null
  readonly event: string | null
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Where in the texts of a body the scanner found something: a policy hands over whole texts, texts inside of JSON, or pieces of them. */
export function findSpans(seen: readonly SeenText[], scanned: readonly ScannedText[]): FoundSpan[] {
  const hits = scanned.filter(({ spans }) => spans.length > 0)
  return seen.flatMap((field) =>
    hits.flatMap(({ text, spans }) =>
      placesOf(field, text).flatMap(({ inner, offset }) =>
        spans.map(({ start, end, label }) => ({
          ...{ label, path: field.path, inner, event: field.event },
          ...{ start: start + offset, end: end + offset, text: text.slice(start, end) },
        })),
      ),
    ),
  )
}

/** Where a policy that asks no scanner has changed a text: from the first to the last character that is another. */
export function changedSpans(before: readonly SeenText[], after: readonly SeenText[]): FoundSpan[] {
  const now = new Map(after.map(({ path, text }) => [path, text]))
  // What was put in moves what stands behind it: then no text can be compared with what it was.
  if (before.length !== after.length || before.some(({ path }) => !now.has(path))) return []
  return before.flatMap(({ path, text, event }) => {
    const other = now.get(path) ?? text
    if (other === text) return []
    const start = commonLength(text, other)
    const end = text.length - commonLength(reversed(text.slice(start)), reversed(other.slice(start)))
    return [{ label: 'changed', path, inner: null, event, start, end, text: text.slice(start, end) }]
  })
}

function commonLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return length
}

function reversed(text: string): string {
  return text.split('').reverse().join('')
}

/** Of what is there several times, the first: a text that was scanned twice, and what an answer repeats in later events of its stream. */
export function distinctSpans(spans: readonly FoundSpan[]): FoundSpan[] {
  const distinct = new Map<string, FoundSpan>()
  for (const span of spans) {
    const { event, path, ...rest } = span
    const key = JSON.stringify([event === null ? path : 'stream', rest])
    if (!distinct.has(key)) distinct.set(key, span)
  }
  return [...distinct.values()].slice(0, spansMax)
}

/** A long history with a mask on has thousands, which nobody reads. */
const spansMax = 1_000

interface TextPlace {
  readonly inner: string | null
  /** From where on the scanned text stands in the text of the place. */
  readonly offset: number
}

function placesOf({ text, format }: SeenText, scanned: string): TextPlace[] {
  if (text === scanned) return [{ inner: null, offset: 0 }]
  if (format === 'json') return leavesWith(parsed(text), scanned)
  const offset = text.indexOf(scanned)
  return offset < 0 ? [] : [{ inner: null, offset }]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A model may write arguments that are no JSON: then the policy looked at the text itself.
    return undefined
  }
}

/** Without recursion: how deep it goes is up to whoever wrote it. */
function leavesWith(json: unknown, scanned: string): TextPlace[] {
  const places: TextPlace[] = []
  const left: Array<readonly [path: string, value: unknown]> = [['$', json]]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [path, value] = next
    if (value === scanned) places.push({ inner: path, offset: 0 })
    if (typeof value !== 'object' || value === null) continue
    const isList = Array.isArray(value)
    for (const [key, inside] of Object.entries(value))
      left.push([isList ? `${path}[${key}]` : `${path}.${key}`, inside])
  }
  return places.reverse()
}
