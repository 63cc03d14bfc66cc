import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listen } from '../http/listen.ts'
import type { SnapshotPublisher } from './publish.ts'
import { SnapshotSubscriber, type SubscriberOptions } from './subscriber.ts'

export interface SnapshotServerOptions extends SubscriberOptions {
  /** 0: any free one. */
  port: number
  token: string
  keepAliveMs: number
  subscribersMax: number
}

export const snapshotServerDefaults = {
  stallMs: 30_000,
  queuedChangesMax: 100,
  keepAliveMs: 10_000,
  subscribersMax: 100,
} as const satisfies Partial<SnapshotServerOptions>

export interface SnapshotServer {
  readonly url: string
  close(): Promise<void>
}

/** `GET /internal/v1/snapshot`: an endless NDJSON stream of SnapshotMessage, on this machine only, for who has the token. */
export async function startSnapshotServer(
  publisher: SnapshotPublisher,
  options: SnapshotServerOptions,
): Promise<SnapshotServer> {
  const subscribers = new Set<SnapshotSubscriber>()
  const expected = digest(`Bearer ${options.token}`)
  const server = createServer((request, response) => {
    const refusal = refuse(request, expected)
    if (refusal !== undefined) return answer(response, refusal)
    if (subscribers.size >= options.subscribersMax)
      return answer(response, { status: 503, message: 'Too many gateways follow this snapshot.' })
    follow(publisher, response, { subscribers, options })
  })
  const port = await listen(server, options.port)
  const timer = setInterval(() => {
    for (const subscriber of subscribers) subscriber.tick(Date.now())
  }, options.keepAliveMs)
  timer.unref()
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      clearInterval(timer)
      await close(server)
    },
  }
}

interface Refused {
  status: number
  message: string
}

function refuse(request: IncomingMessage, expected: Buffer): Refused | undefined {
  // Digests have one length, so that the comparison tells nothing, not even how long the token is.
  if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected))
    return { status: 401, message: 'The token of this data folder is needed.' }
  if (request.url !== '/internal/v1/snapshot') return { status: 404, message: 'There is nothing here.' }
  if (request.method !== 'GET') return { status: 405, message: 'Use GET.' }
  return undefined
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}

function answer(response: ServerResponse, { status, message }: Refused): void {
  const body = JSON.stringify({ error: { message } })
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body)
}

function follow(
  publisher: SnapshotPublisher,
  response: ServerResponse,
  { subscribers, options }: { subscribers: Set<SnapshotSubscriber>; options: SnapshotServerOptions },
): void {
  const subscriber = new SnapshotSubscriber(response, options)
  const { base, unsubscribe } = publisher.subscribe((change) => subscriber.send(change))
  subscribers.add(subscriber)
  // 'close' follows; without a listener a reset connection would end the process.
  response.on('error', () => subscriber.cut())
  response.on('close', () => {
    unsubscribe()
    subscribers.delete(subscriber)
  })
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  subscriber.send(base)
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
