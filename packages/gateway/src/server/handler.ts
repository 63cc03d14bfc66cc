import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiRow } from '@tollgate/contract/snapshot'
import type { DenyRules } from '../config/deny-rules.ts'
import type { SnapshotHolder } from '../config/holder.ts'
import type { Route } from '../config/snapshot-index.ts'
import type { Call, CallServices } from '../pipeline/call.ts'
import { carry, refuseCall } from '../pipeline/carry.ts'
import type { Operation } from '../pipeline/compile.ts'
import { applicableToCaller } from '../pipeline/conditions.ts'
import { Exchange } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import { ended } from '../pipeline/settle.ts'
import { standingHeaders } from '../quota/standing-headers.ts'
import { clientKind } from '../refusals/client-kind.ts'
import { renderRefusal } from '../refusals/render.ts'
import { noUsage } from '../usage/normalise.ts'
import type { AddressRanges } from './address-ranges.ts'
import { authenticate, bringsTestKey } from './authenticate.ts'
import { clientAddress } from './client-address.ts'
import type { KeyDigests } from './credential.ts'
import { HttpClientSide } from './http-client-side.ts'
import { prepareBody } from './request-body.ts'
import { checkRequestHead } from './request-head.ts'
import { RequestIds } from './request-ids.ts'
import { canonicalPath } from './request-target.ts'
import { discardRest } from './unread-body.ts'

/** What is told of a request that never became a call. */
export interface DoorLog {
  refused(about: { requestId: string; code: string; method: string; path: string; address: string }): void
}

export interface HandlerOptions {
  readonly holder: SnapshotHolder
  readonly digests: KeyDigests
  readonly services: CallServices
  readonly log: DoorLog
  /** Proxies whose X-Forwarded-For is believed; undefined: none. */
  readonly trustedProxies?: AddressRanges | undefined
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void

const healthPath = '/healthz'
const pathLengthLogged = 200
const keyParameters: ReadonlySet<string> = new Set(['apikey', 'api_key', 'api-key', 'key'])

/** What every request meets, in this order: the strict front door, the router, the key, the body, the pipeline. */
export function createRequestHandler(options: HandlerOptions): RequestHandler {
  const ids = new RequestIds()
  return (request, response) => {
    const sender: Sender = { request, response, id: ids.next(), errorFormat: 'auto', close: false }
    const opened = openDoor(options, sender)
    if (opened === undefined) return
    if (opened.kind === 'call') {
      serve(opened.call, sender, options.holder.current.denyRules).catch((error: unknown) => fail(opened.call, error))
      return
    }
    options.log.refused({
      requestId: sender.id,
      code: opened.refusal.code,
      method: request.method ?? '',
      path: canonicalPath(request.url ?? '').path.slice(0, pathLengthLogged),
      address: addressOf(request, options),
    })
    sendRefusal(opened.sender, opened.refusal)
    if (!request.complete) discardRest(request, request.socket)
  }
}

type Opened =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly sender: Sender }

/** undefined: answered already. */
function openDoor(options: HandlerOptions, sender: Sender): Opened | undefined {
  const { request, response } = sender
  const broken = checkHead(request)
  if (broken !== undefined) return { kind: 'refused', refusal: broken, sender: { ...sender, close: true } }
  if (isWebSocket(request))
    return { kind: 'refused', refusal: refuse('websocket_off'), sender: { ...sender, close: true } }
  const { path, query } = canonicalPath(request.url ?? '/')
  if (path === healthPath) {
    sendHealth(request, response, options.holder)
    return undefined
  }
  const found = findOperation(options, request, path)
  if ('kind' in found) return { kind: 'refused', refusal: found, sender }
  const known = { ...sender, errorFormat: found.route.api.row.errorFormat }
  const call = openCall(options, known, { ...found, query })
  return 'kind' in call ? { kind: 'refused', refusal: call, sender: known } : { kind: 'call', call }
}

async function serve(call: Call, { request, response }: Sender, denyRules: DenyRules): Promise<void> {
  const { socket } = request
  const denied = denyRules.refuse(call.x)
  if (denied !== undefined) refuseCall(call, denied)
  else {
    // Who waits for it has been let in by now; a refused call never sends its body.
    if (request.headers.expect !== undefined) response.writeContinue()
    await prepareAndCarry(call, request)
  }
  if (!request.complete) discardRest(request, socket)
}

async function prepareAndCarry(call: Call, request: IncomingMessage): Promise<void> {
  const prepared = await prepareBody(request, call.x, call.api)
  if (prepared.kind === 'refusal') return refuseCall(call, prepared)
  call.api = prepared.api
  call.body = prepared.body
  call.stripUsage = prepared.stripUsage
  return carry(call)
}

/** A client that left while it sent its request is no failure of ours; anything else that is thrown is a bug. */
function fail(call: Call, error: unknown): void {
  if (call.client.isGone && !call.x.isSettled)
    return ended(call, { refusal: null, outcome: 'cancelled', usage: noUsage })
  call.log.callFailed(call.x, error)
  refuseCall(call, refuse('internal'))
}

interface Sender {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly id: string
  readonly errorFormat: ApiRow['errorFormat']
  /** True where nothing more can be read from this connection with certainty. */
  readonly close: boolean
}

function checkHead(request: IncomingMessage): Refusal | undefined {
  const problem = checkRequestHead({
    httpVersion: request.httpVersion,
    // The version is what the client wrote; only the compatibility layer of a real HTTP/2 session has a stream.
    isHttp2: 'stream' in request,
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
  })
  return problem === undefined ? undefined : refuse(problem.code, problem.message)
}

interface Found {
  readonly route: Route
  readonly operation: Operation
  /** Below the context and version, without a leading `/v1`. */
  readonly path: string
}

function findOperation(options: HandlerOptions, request: IncomingMessage, fullPath: string): Found | Refusal {
  const route = findTestRoute(options, request, fullPath) ?? options.holder.current.findRoute(fullPath)
  if (route === undefined) {
    return refuse(
      'api_not_found',
      `There is no API at ${fullPath.slice(0, 200)}: check the base URL of the client (base_url in Codex's config.toml).`,
    )
  }
  const path = withoutVersionPrefix(route.rest)
  const operation = route.api.operations.get(`${request.method} ${path}`)
  if (operation !== undefined) return { route, operation, path }
  return refuseOperation(request, route, path)
}

/** An API that is not published yet is there for its test keys; everyone else gets what an unknown address gets. */
function findTestRoute({ holder, digests }: HandlerOptions, request: IncomingMessage, path: string): Route | undefined {
  const index = holder.current
  const route = index.findHiddenRoute(path)
  return route !== undefined && bringsTestKey(request.headers, route.api, { index, digests }) ? route : undefined
}

function refuseOperation(request: IncomingMessage, { api, rest }: Route, path: string): Refusal {
  const { row, operations } = api
  const names = [...operations.keys()]
  const methods = names.filter((name) => name.endsWith(` ${path}`)).map((name) => name.split(' ', 1)[0])
  if (methods.length > 0) {
    return refuse('method_not_allowed', `${path} takes ${methods.join(', ')} here, not ${request.method}.`)
  }
  // The context alone leads to the default version, and so does a version that is not there.
  const [, segment = '', ...tail] = rest.split('/')
  if (row.isDefaultVersion && operations.has(`${request.method} ${withoutVersionPrefix(`/${tail.join('/')}`)}`)) {
    return refuse(
      'api_not_found',
      `There is no version ${segment.slice(0, 50)} of ${row.name}: check the base URL of the client (base_url in Codex's config.toml).`,
    )
  }
  return refuse(
    'operation_not_found',
    `This API does not offer ${request.method} ${path.slice(0, 200)}; it offers ${names.join(', ')}.`,
  )
}

function withoutVersionPrefix(rest: string): string {
  const path = rest.startsWith('/v1/') ? rest.slice(3) : rest
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function openCall(options: HandlerOptions, sender: Sender, found: Found & { query: string }): Call | Refusal {
  const { request, response, id } = sender
  const { holder, services } = options
  const { api } = found.route
  const address = addressOf(request, options)
  const door = { index: holder.current, digests: options.digests, now: Date.now() }
  const caller = authenticate({ headers: request.headers, address }, api, door)
  if ('kind' in caller) return caller
  const agent = clientKind(request.headers)
  const x = new Exchange({
    id,
    api: api.row,
    caller,
    protocol: found.operation.protocol,
    operation: found.operation.name,
    request: {
      method: request.method ?? '',
      path: found.path,
      query: withoutKey(found.query),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      address,
    },
    configVersion: holder.version,
  })
  x.modelCounts = holder.current.quotas.asksForModel
  return {
    ...services,
    x,
    api: applicableToCaller(api, { caller, agent, operation: x.operation }),
    client: new HttpClientSide(response, request.httpVersionMajor < 2),
    clientKind: agent,
    body: { kind: 'none' },
    stripUsage: false,
    sendRefusal: (refusal) => {
      x.status = sendRefusal(sender, refusal, standingHeaders(x.standings, agent, services.now()))
    },
  }
}

function addressOf(request: IncomingMessage, { trustedProxies }: HandlerOptions): string {
  return clientAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for'], trustedProxies)
}

/** `?apikey=` is the incumbent's way to bring a key; it is not ours, and it must not reach a provider's log, however it is spelt. */
function withoutKey(query: string): string {
  if (query === '') return ''
  const parameters = query.slice(1).split('&')
  const kept = parameters.filter((parameter) => !keyParameters.has(parameterName(parameter)))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function parameterName(parameter: string): string {
  const [name = ''] = new URLSearchParams(parameter).keys()
  return name.toLowerCase()
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

function sendRefusal(sender: Sender, refusal: Refusal, standings: readonly string[] = []): number {
  const { request, response, id: requestId, errorFormat } = sender
  const rendered = renderRefusal(refusal, { client: clientKind(request.headers), errorFormat, requestId, standings })
  if (response.headersSent) {
    response.destroy()
    return rendered.status
  }
  const headers = [...rendered.headers]
  if (sender.close && !('stream' in request)) headers.push('connection', 'close')
  response.writeHead(rendered.status, headers)
  response.end(request.method === 'HEAD' ? undefined : rendered.body)
  return rendered.status
}

function sendHealth(request: IncomingMessage, response: ServerResponse, holder: SnapshotHolder): void {
  const body = JSON.stringify({ status: holder.version > 0 ? 'ok' : 'starting', configVersion: holder.version })
  response.writeHead(holder.version > 0 ? 200 : 503, [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
  ])
  response.end(request.method === 'HEAD' ? undefined : body)
}
