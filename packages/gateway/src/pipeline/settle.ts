import type { Outcome, Usage } from '@tollgate/contract/usage-record'
import { keptBody } from '../capture/kept-body.ts'
import type { AnswerReader } from '../protocols/protocol.ts'
import { estimateUsage, normaliseUsage, noUsage } from '../usage/normalise.ts'
import type { Call } from './call.ts'
import type { Settlement } from './exchange.ts'
import { makeRecord } from './make-record.ts'
import type { Refusal } from './refusal.ts'
import { runDeferred } from './run.ts'

/** The answer is whole: charged as reported, or by estimate where nothing was. */
export function answered(call: Call, reader: AnswerReader): void {
  const usage = call.x.protocol.answersAreModelOutput ? usageSoFar(call, reader) : noUsage
  call.x.modelServed = reader.modelServed
  ended(call, { refusal: null, outcome: reader.failed ? 'failed' : 'answered', usage })
}

/** What an answer has used until now, whether or not it went on to its end; the tools that it called are noted. */
export function usageSoFar({ x }: Call, reader: AnswerReader): Usage {
  const seen = { inputBytes: x.requestBytes, outputCharacters: reader.outputCharacters }
  const { reported } = reader
  x.toolCalls = reader.toolCalls
  return (reported === undefined ? undefined : normaliseUsage(reported, seen)) ?? estimateUsage(seen)
}

/** Settles the exchange and writes its record; a second call does nothing. */
export function ended(call: Call, end: { refusal: Refusal | null; outcome: Outcome; usage: Usage }): void {
  const { x } = call
  if (x.isSettled) return
  x.usage = end.usage
  x.refusal = end.refusal
  const settlement: Settlement = end
  runDeferred(x, settlement, call.log)
  call.ledger.append(makeRecord(x, end.outcome, end.usage), x.charged)
  keepRequest(call, end.outcome)
}

/** Only noted here: it is handed over beside the calls. */
function keepRequest({ x, body: sent, clientKind, keptRequests }: Call, outcome: Outcome): void {
  const { payloadCapture } = x.api
  const body = keptBody(x, sent)
  if (body === null || payloadCapture === 'none') return
  const { id, at, operation, protocol } = x
  const about = { id, apiId: x.api.id, at, operation, protocol: protocol.name, agent: clientKind }
  keptRequests.note({ ...about, outcome, capture: payloadCapture, body })
}
