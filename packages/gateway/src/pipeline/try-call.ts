import type { Verdict } from '@tollgate/contract/usage-record'
import { SseReader } from '../protocols/sse.ts'
import type { ClientKind } from '../refusals/client-kind.ts'
import { renderRefusal } from '../refusals/render.ts'
import { noUsage } from '../usage/normalise.ts'
import type { CompiledApi, Operation } from './compile.ts'
import { applicableToCaller, applicableToModel } from './conditions.ts'
import { EventGate, type GatedCall } from './event-gate.ts'
import { type Caller, Exchange } from './exchange.ts'
import type { Answer } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'
import { runDeferred, runHeadHooks, runRequestHooks } from './run.ts'

/**
 * One call through the policies of an API as it would go, without a socket, a plan, a provider or a usage record: what a test bench shows.
 * The hooks, their order, what they may do and what their failure means are those of every call, because it is the same code.
 */
export interface TrialCall {
  readonly id: string
  readonly api: CompiledApi
  readonly operation: Operation
  readonly caller: Caller
  readonly agent: ClientKind
  /** The body as its client sends it; null: only the answer is tried, and no hook of a request runs. */
  readonly request: Readonly<Record<string, unknown>> | null
  /** What the provider answers: one JSON, or the payloads of a stream; null: only the request is tried. */
  readonly answer: { readonly whole: unknown } | { readonly events: readonly unknown[] } | null
}

/** What the client of the call reads. */
export interface ClientReads {
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
  /** What was refused; null where this is an answer. */
  readonly refusal: Refusal | null
}

export interface TriedCall {
  readonly verdicts: readonly Verdict[]
  /** The policies that were for this call, by their attachments. */
  readonly attachments: readonly string[]
  /** What would be sent to the provider; null: nothing would be, or no request was tried. */
  readonly sent: Readonly<Record<string, unknown>> | null
  /** null: the request went through, and no answer was tried. */
  readonly clientReads: ClientReads | null
}

export async function tryCall(trial: TrialCall, log: GatedCall['log']): Promise<TriedCall> {
  const x = openExchange(trial)
  const body = trial.request === null ? null : Buffer.from(JSON.stringify(trial.request))
  const api = applicable(trial, body)
  const call: GatedCall = { x, api, log }
  try {
    const { stop, sent, stripUsage } = body === null ? nothingSent : await tryRequest(call, body)
    const clientReads = stop === undefined ? await tryAnswer(call, trial, stripUsage) : read(call, trial, stop)
    const attachments = api.steps.map(({ attachmentId }) => attachmentId)
    return { verdicts: x.verdicts, attachments, sent: stop === undefined ? sent : null, clientReads }
  } finally {
    runDeferred(x, { outcome: 'answered', usage: noUsage, refusal: null }, log)
  }
}

function openExchange({ id, api, caller, operation, agent }: TrialCall): Exchange {
  const [method = '', path = ''] = operation.name.split(' ')
  const headers = { originator: agent === 'codex' ? 'codex_exec' : 'test bench' }
  return new Exchange({
    ...{ id, caller, api: api.row, protocol: operation.protocol, operation: operation.name, configVersion: 0 },
    request: { method, path, query: '', headers, rawHeaders: [], address: '127.0.0.1' },
  })
}

/** As the front door decides it, and then the body. */
function applicable({ api, caller, agent, operation }: TrialCall, body: Buffer | null): CompiledApi {
  const ofCaller = applicableToCaller(api, { caller, agent, operation: operation.name })
  return body === null ? ofCaller : applicableToModel(ofCaller, operation.protocol.readModel(body))
}

interface TriedRequest {
  readonly stop: Refusal | Answer | undefined
  readonly sent: Readonly<Record<string, unknown>> | null
  readonly stripUsage: boolean
}

const nothingSent: TriedRequest = Object.freeze({ stop: undefined, sent: null, stripUsage: false })

async function tryRequest({ x, api, log }: GatedCall, body: Buffer): Promise<TriedRequest> {
  const { protocol } = x
  x.requestBytes = body.length
  if (!api.readsRequest) {
    const { bytes, facts, stripUsage } = protocol.prepareRequest(body)
    x.modelAsked = facts.model
    x.stream = facts.stream === true
    const stop = await runRequestHooks(api, x, log)
    return { stop, sent: JSON.parse(bytes.toString('utf8')), stripUsage }
  }
  const view = protocol.view(JSON.parse(body.toString('utf8')))
  x.view = view
  x.body = body
  x.modelAsked = view.model
  x.stream = view.stream
  const stripUsage = view.askForUsage()
  const stop = await runRequestHooks(api, x, log)
  return { stop, sent: view.json, stripUsage }
}

async function tryAnswer(call: GatedCall, trial: TrialCall, stripUsage: boolean): Promise<ClientReads | null> {
  const { answer } = trial
  if (answer === null) return null
  const { protocol } = call.x
  const isStream = 'events' in answer
  const contentType = isStream ? 'text/event-stream' : 'application/json'
  const stop = runHeadHooks(call.api, call.x, { status: 200, contentType }, call.log)
  if (stop !== undefined) return read(call, trial, stop)
  const gate = new EventGate(call, protocol.readAnswer({ stripUsage }))
  if (isStream) return await tryStream(call, gate, answer.events)
  const passed = await gate.takeWhole(Buffer.from(JSON.stringify(answer.whole)))
  return Buffer.isBuffer(passed) ? { status: 200, contentType, body: passed, refusal: null } : read(call, trial, passed)
}

/** What ends a stream before its terminal event does so in the words of its dialect: the client has read what came before. */
async function tryStream({ x }: GatedCall, gate: EventGate, payloads: readonly unknown[]): Promise<ClientReads> {
  const { protocol } = x
  const passed: Buffer[] = []
  const ended = (refusal: Refusal | null, code = 'invalid_prompt'): ClientReads => {
    const last = refusal === null ? [] : [protocol.renderStreamError({ code, message: refusal.message })]
    return { status: 200, contentType: 'text/event-stream', body: Buffer.concat([...passed, ...last]), refusal }
  }
  for (const payload of payloads) {
    const bytes = protocol.renderEvent(payload)
    const gated = await gate.take(new SseReader(bytes.length).push(bytes))
    if (!Buffer.isBuffer(gated)) return ended(gated)
    passed.push(gated)
  }
  return gate.hasTerminal ? ended(null) : ended(refuse('provider_stream_cut'), 'server_error')
}

function read({ x }: GatedCall, { agent }: TrialCall, stop: Refusal | Answer): ClientReads {
  if (stop.kind === 'answer') return { ...stop, refusal: null }
  const { errorFormat } = x.api
  const { status, body } = renderRefusal(stop, { client: agent, errorFormat, requestId: x.id })
  return { status, contentType: 'application/json', body, refusal: stop }
}
