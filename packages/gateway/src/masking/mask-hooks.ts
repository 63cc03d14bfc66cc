import type { Exchange } from '../pipeline/exchange.ts'
import type { Policy, PolicyDeps } from '../pipeline/policy.ts'
import { type TextPolicy, textHooks } from '../pipeline/text-hooks.ts'
import { isModelOutput, type TextRule } from '../pipeline/text-rule.ts'
import { inSlices } from '../pipeline/turn-slices.ts'
import type { TextInfo } from '../protocols/text-lens.ts'
import type { DetectorSet, Span } from '../scanning/scanner.ts'
import { maskAnswer, maskAnswerPiece } from './mask-answer.ts'
import { PlaceholderBook } from './placeholder-book.ts'

export interface Masking {
  readonly detectors: DetectorSet
  readonly flow: 'request' | 'response' | 'both'
  /** Stars instead of placeholders, and no way back. */
  readonly redact: boolean
  readonly select: TextPolicy['select']
}

/** What stands in the place of what is never given back. */
export const stars = '*****'

/**
 * Masks what the detectors find: in requests, in answers, or both. What was masked in a request is given back in the answer to it, and only
 * there: the values are kept for one call.
 */
export function maskHooks({ detectors, flow, redact, select }: Masking, deps: PolicyDeps): Policy {
  const books = deps.slot<PlaceholderBook>()
  const { builtIn, custom } = detectors.spec
  const labels = [...builtIn, ...custom.map(({ label }) => label)]
  const newBook = (x: Exchange) => new PlaceholderBook(deps.placeholderKey(x.caller), labels)

  const request = (x: Exchange): TextRule => {
    const book = newBook(x)
    books.set(x, book)
    const note = noting((label) => deps.found(x, label))
    const mask = (text: string, spans: readonly Span[]) => {
      const noted = inSlices(spans, (span) => note(text, span))
      const masked = () => (redact ? replaceAll(text, spans) : book.mask(text, spans))
      return noted === undefined ? masked() : noted.then(masked)
    }
    return {
      stream: 'whole',
      judge(text) {
        const spans = deps.scanner.scan(detectors, text)
        return spans instanceof Promise ? spans.then((found) => mask(text, found)) : mask(text, spans)
      },
    }
  }

  const response = (x: Exchange): TextRule | undefined => {
    const given = books.get(x)
    const masksAnswers = flow !== 'request'
    if (!masksAnswers && (given === undefined || given.isEmpty)) return undefined
    const own = redact ? undefined : newBook(x)
    const note = noting((label) => deps.found(x, label))
    const answer = {
      given,
      mask(text: string, span: Span) {
        note(text, span)
        return own?.placeholderFor(text, span) ?? stars
      },
    }
    const search = { scanner: deps.scanner, detectors }
    const isMasked = (info: TextInfo) => masksAnswers && isModelOutput(info)
    return {
      judge(text, info) {
        const finish = (spans: readonly Span[]) => maskAnswer(text, spans, answer)
        const spans = isMasked(info) ? deps.scanner.scan(detectors, text) : []
        return spans instanceof Promise ? spans.then(finish) : finish(spans)
      },
      stream:
        masksAnswers && detectors.isOpenEnded
          ? 'whole'
          : (piece) => maskAnswerPiece(piece, { ...answer, search: isMasked(piece.info) ? search : undefined }),
    }
  }

  const withRequest = flow === 'response' ? {} : { request }
  const withResponse = flow === 'request' && redact ? {} : { response }
  return textHooks({ ...withRequest, ...withResponse, select }, deps)
}

/** Counts each value once, however often it stands in a conversation or is repeated by an answer's events. */
function noting(found: (label: string) => void): (text: string, span: Span) => void {
  const known = new Set<string>()
  return (text, { start, end, label }) => {
    const entry = `${label} ${text.slice(start, end)}`
    if (known.has(entry)) return
    known.add(entry)
    found(label)
  }
}

function replaceAll(text: string, spans: readonly Span[]): string {
  let out = ''
  let at = 0
  for (const { start, end } of spans) {
    out += text.slice(at, start) + stars
    at = end
  }
  return out + text.slice(at)
}
