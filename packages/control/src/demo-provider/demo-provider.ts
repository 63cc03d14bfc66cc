import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { isObject } from '@tollgate/gateway/protocols/json-fields'
import { renderSseEvent } from '@tollgate/gateway/protocols/sse'
import { listen } from '../http/listen.ts'
import { createChatCompletion } from './chat-completions.ts'
import { modelList } from './model-list.ts'
import type { Operation } from './operation.ts'
import { createResponse } from './responses.ts'

/** A small OpenAI on this machine, for a first start without any provider key. */
export interface DemoProvider {
  /** With `/v1`. */
  readonly url: string
  /** Made anew at every start, so that nothing but the gateway can talk to it. */
  readonly credential: string
  /** Lets running answers end. */
  close(): Promise<void>
}

const deltaPauseMs = 20
const bodyBytesMax = 64 * 1024 * 1024
const closeGraceMs = 3_000

const operations: ReadonlyMap<string, Operation> = new Map([
  ['/v1/responses', createResponse],
  ['/v1/chat/completions', createChatCompletion],
])

export async function startDemoProvider(): Promise<DemoProvider> {
  const credential = `demo-${randomBytes(24).toString('base64url')}`
  const server = createServer((request, response) => {
    response.setHeader('x-request-id', `req_${randomUUID().replaceAll('-', '')}`)
    // A client that goes away ends its own answer, nothing else.
    handle(request, response, credential).catch(() => response.destroy())
  })
  const port = await listen(server, 0)
  return { url: `http://127.0.0.1:${port}/v1`, credential, close: () => close(server) }
}

async function handle(request: IncomingMessage, response: ServerResponse, credential: string): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?')
  if (!isAuthorised(request, credential))
    return sendError(response, 401, { code: 'invalid_api_key', message: 'Incorrect API key provided.' })
  if (path === '/v1/models' && request.method === 'GET') return sendJson(response, 200, modelList())
  const operation = operations.get(path)
  if (operation === undefined || request.method !== 'POST')
    return sendError(response, 404, { code: null, message: `Invalid URL (${request.method} ${path})` })
  const bytes = await readBody(request)
  if (bytes === undefined) return sendError(response, 413, { code: null, message: 'The request body is too large.' })
  const body = parseObject(bytes)
  if (body === undefined)
    return sendError(response, 400, { code: null, message: 'We could not parse the JSON body of your request.' })
  if (typeof body.model !== 'string')
    return sendError(response, 400, {
      code: 'missing_required_parameter',
      message: "Missing required parameter: 'model'.",
    })
  const answer = operation.answer(body, bytes.length)
  if (body.stream !== true) return sendJson(response, 200, operation.whole(body, answer, Date.now()))
  await stream(response, operation.events(body, answer, Date.now()))
}

async function stream(response: ServerResponse, events: ReturnType<Operation['events']>): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  for (const { name, json, pause } of events) {
    if (pause) await sleep(deltaPauseMs, undefined, { signal: gone.signal })
    if (!response.write(renderSseEvent(name, json))) await once(response, 'drain', { signal: gone.signal })
  }
  response.end()
}

function isAuthorised(request: IncomingMessage, credential: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${credential}`))
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > bodyBytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

function sendError(
  response: ServerResponse,
  status: number,
  { code, message }: { code: string | null; message: string },
): void {
  const error = { message, type: 'invalid_request_error', param: null, code }
  if (status === 413) response.setHeader('connection', 'close')
  sendJson(response, status, { error })
}

async function close(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearTimeout(timer)
}
