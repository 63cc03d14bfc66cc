import type { Exchange } from '@tollgate/gateway/pipeline/exchange'
import type { AnswerEvent, Policy, PolicyDefinition } from '@tollgate/gateway/pipeline/policy'
import type { Scanner } from '@tollgate/gateway/scanning/scanner'
import { changedSpans, type FoundSpan, findSpans, type ScannedText, type SeenText } from './find-spans.ts'

/** What one policy did in one direction of a trial, beyond what the record of a call would say. */
export interface PolicyNote {
  readonly attachmentId: string
  readonly phase: 'request' | 'response'
  /** The sentence of its refusal, or of its failure; null: neither. */
  readonly reason: string | null
  readonly spans: readonly FoundSpan[]
}

export type TakeNote = (note: PolicyNote) => void

const reasonLengthMax = 500

/**
 * The same policy, watched from outside: which texts were there when its turn came, what it asked the scanner, and what came of it. Nothing
 * that it does is any different by it, also where it only observes.
 */
export function watchPolicy(definition: PolicyDefinition, take: TakeNote): PolicyDefinition {
  return {
    ...definition,
    create(config, deps) {
      const { attachmentId } = deps
      const scanned: ScannedText[] = []
      const policy = definition.create(config, { ...deps, scanner: watchScanner(deps.scanner, scanned) })
      const note: Note = (phase, reason, { before, after }) => {
        const found = findSpans(before, scanned.splice(0))
        take({ attachmentId, phase, reason, spans: found.length > 0 ? found : changedSpans(before, after) })
      }
      return watchHooks(policy, note)
    },
  }
}

function watchScanner(scanner: Scanner, scanned: ScannedText[]): Scanner {
  return {
    compile: (spec) => scanner.compile(spec),
    look: (detectors, coming) => scanner.look(detectors, coming),
    hasValidObject: (schema, texts) => scanner.hasValidObject(schema, texts),
    scan(detectors, text) {
      const spans = scanner.scan(detectors, text)
      if (!(spans instanceof Promise)) {
        scanned.push({ text, spans })
        return spans
      }
      return spans.then((settled) => {
        scanned.push({ text, spans: settled })
        return settled
      })
    },
  }
}

interface Looked {
  readonly before: readonly SeenText[]
  readonly after: readonly SeenText[]
}

type Note = (phase: PolicyNote['phase'], reason: string | null, looked: Looked) => void

const atNothing: Looked = Object.freeze({ before: [], after: [] })

/** Only hooks that are there, because a call only stops at those. */
function watchHooks(policy: Policy, note: Note): Policy {
  const watched: Policy = {}
  const { onRequest, chooseEndpoint, onResponseHead, onEvent, onEnd } = policy
  if (onRequest !== undefined)
    watched.onRequest = (x) => {
      const before = textsOfRequest(x)
      return observed(
        () => onRequest.call(policy, x),
        (reason) => note('request', reason, { before, after: textsOfRequest(x) }),
      )
    }
  if (chooseEndpoint !== undefined) watched.chooseEndpoint = chooseEndpoint.bind(policy)
  if (onResponseHead !== undefined)
    watched.onResponseHead = (x, head) =>
      observed(
        () => onResponseHead.call(policy, x, head),
        (reason) => note('response', reason, atNothing),
      )
  if (onEvent !== undefined)
    watched.onEvent = (x, event) => {
      const before = textsOfEvent(x, event)
      return observed(
        () => onEvent.call(policy, x, event),
        (reason) => note('response', reason, { before, after: textsOfEvent(x, event) }),
      )
    }
  if (onEnd !== undefined)
    watched.onEnd = (x) =>
      observed(
        () => onEnd.call(policy, x),
        (reason) => note('response', reason, atNothing),
      )
  return watched
}

/** What it gives, and throws, goes on as it was. */
function observed<T>(run: () => T, tell: (reason: string | null) => void): T {
  try {
    const verdict = run()
    if (!(verdict instanceof Promise)) {
      tell(refusalOf(verdict))
      return verdict
    }
    verdict.then(
      (settled) => tell(refusalOf(settled)),
      (error: unknown) => tell(failureOf(error)),
    )
    return verdict
  } catch (error) {
    tell(failureOf(error))
    throw error
  }
}

function refusalOf(verdict: unknown): string | null {
  if (typeof verdict !== 'object' || verdict === null || !('kind' in verdict) || verdict.kind !== 'refusal') return null
  return 'message' in verdict ? String(verdict.message) : null
}

function failureOf(error: unknown): string {
  const message = error instanceof Error ? error.message : 'it failed'
  return message.slice(0, reasonLengthMax)
}

function textsOfRequest({ view }: Exchange): SeenText[] {
  if (view === null) return []
  return view.texts().map((field) => ({ path: field.path(), text: field.text, format: field.format, event: null }))
}

/** Texts that are whole; what has to be put together first is not looked at piece by piece. */
function textsOfEvent({ protocol }: Exchange, event: AnswerEvent): SeenText[] {
  if (!protocol.answersAreModelOutput) return []
  return protocol.readTexts(event.json()).texts.flatMap((field) =>
    field.channel === null
      ? [
          {
            ...{ path: field.path(), text: field.text, format: field.format },
            event: event.name === 'answer' ? null : event.name,
          },
        ]
      : [],
  )
}
