import type { EndpointRow } from '@tollgate/contract/snapshot'
import { standingHeaders } from '../quota/standing-headers.ts'
import { withoutAgentMetadata } from '../upstream/agent-metadata.ts'
import { requestHeadersForUpstream } from '../upstream/forwarded-headers.ts'
import type { UpstreamRequest } from '../upstream/upstream.ts'
import { noUsage } from '../usage/normalise.ts'
import { listedModels, refuseModel } from '../usage/plan-models.ts'
import { AnswerFlow, type AttemptEnd } from './answer-flow.ts'
import type { Call } from './call.ts'
import type { Answer } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'
import { runEndpointHooks, runRequestHooks } from './run.ts'
import { ended } from './settle.ts'

/**
 * Carries one call from the accepted key to its settled end: admit → onRequest → chooseEndpoint → attempt → answer.
 * Resolves when the client has its answer or its refusal; it throws only what is a bug.
 */
export async function carry(call: Call): Promise<void> {
  const { x, api } = call
  const pending = refuseModel(x) ?? call.admit(x)
  const admission = pending instanceof Promise ? await pending : pending
  if (admission !== undefined) return refuseCall(call, admission)
  if (api.onRequest.length > 0) {
    const verdict = await runRequestHooks(api, x, call.log)
    if (verdict?.kind === 'refusal') return refuseCall(call, verdict)
    if (verdict?.kind === 'answer') return answerCall(call, verdict)
  }
  const local = x.protocol.answerLocally(listedModels(x))
  if (local !== undefined)
    return answerCall(call, { kind: 'answer', status: 200, contentType: 'application/json', body: local })
  if (x.view !== null && api.row.stripAgentMetadata === true) withoutAgentMetadata(x.view.json)
  if (x.view !== null) setBody(call, Buffer.from(JSON.stringify(x.view.json)))
  return attemptEndpoints(call)
}

/** Ends a call that got no answer, in words for its client. */
export function refuseCall(call: Call, refusal: Refusal): void {
  const isFailure = refusal.policy === null && refusal.code.startsWith('provider_')
  call.x.refusal = refusal
  call.sendRefusal(refusal)
  ended(call, { refusal, outcome: isFailure ? 'failed' : 'refused', usage: noUsage })
}

async function attemptEndpoints(call: Call): Promise<void> {
  const { x, api, log, random } = call
  let candidates = api.endpoints[x.caller.key.type]
  let full: Refusal | undefined
  let lastRefusal: Refusal | undefined
  for (;;) {
    const endpoint = runEndpointHooks(api, x, { candidates, last: x.attempts.at(-1), log, random })
    if (endpoint !== undefined && 'kind' in endpoint) return refuseCall(call, endpoint)
    // A policy may insist on an endpoint that has just been found full.
    if (endpoint === undefined || (full !== undefined && !candidates.includes(endpoint)))
      return refuseCall(call, lastRefusal ?? full ?? refuse('endpoint_missing', missingEndpoint(call)))
    const asked = call.admitTo(x, endpoint)
    const place = asked instanceof Promise ? await asked : asked
    if (place?.kind === 'refusal') {
      full = sooner(full, place)
      candidates = candidates.filter((candidate) => candidate !== endpoint)
      continue
    }
    const end = await attemptEndpoint(call, endpoint)
    if (end.kind === 'done') return
    place?.leave()
    lastRefusal = end.refusal
    // A body that was passed on as it came is gone, and what a policy refused is refused everywhere.
    if (call.body.kind === 'stream' || end.refusal.policy !== null) return refuseCall(call, lastRefusal)
  }
}

/** Of endpoints that are full, the one that has room first tells when to come back. */
function sooner(one: Refusal | undefined, other: Refusal): Refusal {
  const wait = ({ retryAfterSeconds }: Refusal) => retryAfterSeconds ?? Number.POSITIVE_INFINITY
  return one !== undefined && wait(one) <= wait(other) ? one : other
}

function attemptEndpoint(call: Call, endpoint: EndpointRow): Promise<AttemptEnd> {
  call.x.endpoint = endpoint
  return new Promise((resolve) => {
    const flow = new AnswerFlow(call, endpoint, resolve)
    flow.start(call.upstream.send(endpoint, upstreamRequest(call), flow))
  })
}

function upstreamRequest({ x, api, body }: Call): UpstreamRequest {
  const { request } = x
  const strip = x.body === null ? api.strippedHeaders : api.strippedHeadersOfReadBody
  return {
    method: request.method,
    path: request.path + request.query,
    headers: requestHeadersForUpstream(request.rawHeaders, strip),
    body,
  }
}

function setBody(call: Call, bytes: Buffer): void {
  call.x.body = bytes
  call.body = { kind: 'bytes', bytes }
}

function answerCall(call: Call, answer: Answer): void {
  const { x, client } = call
  x.status = answer.status
  x.responseBytes = answer.body.length
  x.firstByteMs = x.elapsedMs()
  ended(call, { refusal: null, outcome: 'answered', usage: noUsage })
  const headers = [
    'content-type',
    answer.contentType,
    'content-length',
    String(answer.body.length),
    'x-request-id',
    x.id,
    ...standingHeaders(x.standings, call.clientKind, call.now()),
  ]
  client.respond(answer.status, headers, answer.body)
}

function missingEndpoint({ x }: Call): string {
  const { type } = x.caller.key
  return `This is a ${type} key, and ${x.api.name} ${x.api.version} has no ${type} endpoint: use a key of another type, or ask the publisher of the API.`
}
