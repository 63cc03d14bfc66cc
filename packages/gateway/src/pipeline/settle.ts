import type { Outcome, Usage, UsageRecord } from '@tollgate/contract/usage-record'
import { keptBody } from '../capture/kept-body.ts'
import type { AnswerReader } from '../protocols/protocol.ts'
import { estimateUsage, normaliseUsage, noUsage } from '../usage/normalise.ts'
import type { Call } from './call.ts'
import type { Exchange, Settlement } from './exchange.ts'
import type { Refusal } from './refusal.ts'
import { runDeferred } from './run.ts'

/** A header value that a client sets as it likes is kept only up to here. */
const metadataBytesMax = 4096

/** The answer is whole: charged as reported, or by estimate where nothing was. */
export function answered(call: Call, reader: AnswerReader): void {
  const usage = call.x.protocol.answersAreModelOutput ? usageSoFar(call, reader) : noUsage
  call.x.modelServed = reader.modelServed
  ended(call, { refusal: null, outcome: reader.failed ? 'failed' : 'answered', usage })
}

/** What an answer has used until now, whether or not it went on to its end. */
export function usageSoFar({ x }: Call, reader: AnswerReader): Usage {
  const seen = { inputBytes: x.requestBytes, outputCharacters: reader.outputCharacters }
  const { reported } = reader
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

/** What the ledger is told of an exchange, as it stands. */
export function makeRecord(x: Exchange, outcome: Outcome, usage: Usage): UsageRecord {
  const { api, caller, request, refusal } = x
  return {
    v: 1,
    id: x.id,
    at: x.at,
    outcome,
    status: x.status,
    refusal: refusal === null ? null : { code: refusal.code, policy: refusal.policy, message: refusal.message },
    caller: {
      applicationId: caller.application.id,
      application: caller.application.name,
      team: caller.application.team,
      costCentre: caller.application.costCentre,
      keyId: caller.key.id,
      person: caller.key.person,
      identity: caller.key.person === null ? 'none' : 'verified',
      subscriptionId: caller.subscription?.id ?? null,
      plan: caller.plan?.name ?? null,
      keyType: caller.key.type,
    },
    api: { id: api.id, name: api.name, version: api.version },
    provider: api.provider.name,
    protocol: x.protocol.name,
    operation: x.operation,
    model: { asked: x.modelAsked, served: x.modelServed },
    stream: x.stream,
    agent: {
      name: header(x, 'originator'),
      userAgent: header(x, 'user-agent'),
      address: request.address,
      metadata: header(x, 'x-codex-turn-metadata'),
    },
    attempts: x.attempts,
    verdicts: x.verdicts,
    usage,
    requestBytes: x.requestBytes,
    responseBytes: x.responseBytes,
    firstByteMs: x.firstByteMs,
    totalMs: x.elapsedMs(),
    configVersion: x.configVersion,
  }
}

/** A header as the client sent it, bounded; the user part of an address in it (`https://user:token@host`) is left out. */
function header({ request }: Exchange, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value.slice(0, metadataBytesMax).replace(/\/\/[^\s"'/@]{1,500}@/g, '//') : null
}
