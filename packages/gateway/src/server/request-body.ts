import type { IncomingMessage } from 'node:http'
import { isPlain, noteReceived } from '../capture/kept-body.ts'
import type { CompiledApi } from '../pipeline/compile.ts'
import { applicableToModel } from '../pipeline/conditions.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import { isObject } from '../protocols/json-fields.ts'
import type { RequestBody } from '../upstream/upstream.ts'
import { modelDecides } from '../usage/plan-models.ts'
import type { BodyProblem } from './body-problem.ts'
import { decodeBody } from './decode-body.ts'
import { parseJson } from './json-guard.ts'
import { readBody } from './read-body.ts'

/** Named in docs/reference/limits.md. */
export const bodyBytesMax = 33_554_432
const inflationRatioMax = 100
/** A body up to here is read before the provider is called: one write, and its first member tells the model. */
const smallBodyBytesMax = 65_536

interface Prepared {
  readonly kind: 'prepared'
  readonly body: RequestBody
  /** We asked the provider for usage that the client did not ask for. */
  readonly stripUsage: boolean
}

export interface PreparedBody extends Prepared {
  /** The API with the policies that apply to what this body asks for. */
  readonly api: CompiledApi
}

const noBody: Prepared = { kind: 'prepared', body: { kind: 'none' }, stripUsage: false }

/**
 * Makes the body ready to go upstream: untouched where nobody reads it, parsed once where a policy does. What was inspected is
 * what is sent.
 */
export async function prepareBody(
  request: IncomingMessage,
  x: Exchange,
  api: CompiledApi,
): Promise<PreparedBody | Refusal> {
  const length = contentLength(request)
  if (length === 0 || request.method === 'GET' || request.method === 'HEAD') return { ...noBody, api }
  if (length !== null && length > bodyBytesMax) return tooLarge()
  if (readsWhole(api, x)) return readWhole(request, x, api)
  const isSmall = length !== null && length <= smallBodyBytesMax
  const prepared = await (isSmall ? readSmall(request, x) : passThrough(request, x, length))
  return prepared.kind === 'refusal' ? prepared : { ...prepared, api }
}

/** More than one endpoint may be tried, a policy reads the request, the protocol itself must, or the model decides something. */
function readsWhole(api: CompiledApi, x: Exchange): boolean {
  const isWanted = api.readsRequest || x.protocol.requestNeeds === 'whole' || api.chooseEndpoint.length > 0
  return isWanted || api.asksForModel || x.modelCounts || modelDecides(x)
}

async function readSmall(request: IncomingMessage, x: Exchange): Promise<Prepared | Refusal> {
  const bytes = await readBody(request, { bytesMax: bodyBytesMax })
  if (!Buffer.isBuffer(bytes)) return tooLarge()
  x.requestBytes = bytes.length
  if (isPlain(x)) noteReceived(x, bytes)
  noteFacts(x, x.protocol.scanRequest(bytes))
  return { kind: 'prepared', body: { kind: 'bytes', bytes }, stripUsage: false }
}

/** The first piece is looked at and put back; the rest is never held. */
async function passThrough(request: IncomingMessage, x: Exchange, length: number | null): Promise<Prepared> {
  const first = await firstPiece(request)
  if (first === undefined) return noBody
  noteFacts(x, x.protocol.scanRequest(first))
  request.unshift(first)
  x.requestBytes = length ?? 0
  const onTooLarge = length === null ? countBody(request, x) : () => {}
  return { kind: 'prepared', body: { kind: 'stream', stream: request, length, onTooLarge }, stripUsage: false }
}

/** Counts a body that did not announce its length. Whoever sends it upstream is told when it grows too large. */
function countBody(request: IncomingMessage, x: Exchange): (listener: (refusal: Refusal) => void) => void {
  let tell: (refusal: Refusal) => void = () => {}
  request.on('data', (chunk: Buffer) => {
    const before = x.requestBytes
    x.requestBytes += chunk.length
    if (before <= bodyBytesMax && x.requestBytes > bodyBytesMax) tell(tooLarge())
  })
  return (listener) => {
    tell = listener
  }
}

async function readWhole(request: IncomingMessage, x: Exchange, api: CompiledApi): Promise<PreparedBody | Refusal> {
  const raw = await readBody(request, { bytesMax: bodyBytesMax })
  if (!Buffer.isBuffer(raw)) return tooLarge()
  x.requestBytes = raw.length
  const encoding = x.request.headers['content-encoding']
  const bytes = await decodeBody(raw, typeof encoding === 'string' ? encoding : '', {
    bytesMax: bodyBytesMax,
    ratioMax: inflationRatioMax,
  })
  if (!Buffer.isBuffer(bytes)) return toRefusal(bytes)
  noteReceived(x, bytes)
  return api.asksForModel || x.modelCounts || modelDecides(x) ? readForModel(bytes, x, api) : readFor(bytes, x, api)
}

/** Not the body's beginning but the whole of it tells the model: another one may stand at its end, and the provider take that. */
function readForModel(bytes: Buffer, x: Exchange, api: CompiledApi): PreparedBody | Refusal {
  const model = x.protocol.readModel(bytes)
  const prepared = readFor(bytes, x, applicableToModel(api, model))
  x.modelAsked = model
  return prepared
}

function readFor(bytes: Buffer, x: Exchange, api: CompiledApi): PreparedBody | Refusal {
  const prepared = api.readsRequest ? readForPolicies(bytes, x) : readForProtocol(bytes, x)
  return prepared.kind === 'refusal' ? prepared : { ...prepared, api }
}

function readForPolicies(bytes: Buffer, x: Exchange): Prepared | Refusal {
  const parsed = parseJson(bytes)
  if (!('value' in parsed)) return toRefusal(parsed)
  if (!isObject(parsed.value)) return refuse('body_unreadable', 'The request body must be a JSON object.')
  const view = x.protocol.view(parsed.value)
  x.view = view
  x.body = bytes
  noteFacts(x, view)
  return { kind: 'prepared', body: { kind: 'bytes', bytes }, stripUsage: view.askForUsage() }
}

function readForProtocol(bytes: Buffer, x: Exchange): Prepared {
  const prepared = x.protocol.prepareRequest(bytes)
  x.body = prepared.bytes
  noteFacts(x, prepared.facts)
  return { kind: 'prepared', body: { kind: 'bytes', bytes: prepared.bytes }, stripUsage: prepared.stripUsage }
}

function noteFacts(x: Exchange, facts: { model: string | null; stream: boolean | null }): void {
  x.modelAsked = facts.model
  x.stream = facts.stream === true
}

function firstPiece(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      request.pause()
      stop()
      resolve(chunk)
    }
    const onEnd = () => {
      stop()
      resolve(undefined)
    }
    const onClose = () => {
      stop()
      reject(new Error('the client left while it sent its request'))
    }
    const stop = () => {
      request.off('data', onData).off('end', onEnd).off('close', onClose)
    }
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

function contentLength(request: IncomingMessage): number | null {
  const text = request.headers['content-length']
  if (text !== undefined) return Number(text)
  return request.headers['transfer-encoding'] === undefined && request.httpVersionMajor < 2 ? 0 : null
}

function tooLarge(): Refusal {
  return refuse(
    'body_too_large',
    `The request body is larger than ${bodyBytesMax / 1_048_576} MiB: shorten the conversation or start a new one.`,
  )
}

function toRefusal(problem: BodyProblem): Refusal {
  return refuse(problem.code, problem.message)
}
