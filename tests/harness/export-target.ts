import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { asObject, asObjects, parseObject } from '../fake-provider/json-value.ts'

/** What usage is exported to: a webhook at `/hook`, and `_bulk` of Elasticsearch, which knows its documents by their ids. It keeps what it was sent over its own outages. */
export class ExportTarget implements AsyncDisposable {
  /** Ids of calls as the webhook got them, repeats too. */
  readonly hooked: string[] = []
  /** Ids of documents. */
  readonly documents = new Set<string>()
  /** Documents that were sent when they were there already. */
  repeats = 0
  /** It takes what is sent, and answers nothing. */
  isSilent = false
  /** Told of each request that it has taken, before it is answered. */
  onTaken: (ids: readonly string[]) => void = () => undefined
  readonly port: number
  #server: Server | undefined

  static async start(): Promise<ExportTarget> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new ExportTarget(server)
  }

  private constructor(server: Server) {
    this.port = (server.address() as AddressInfo).port
    this.#serve(server)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Nothing listens there any more. */
  async down(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  async up(): Promise<void> {
    const server = createServer()
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    this.#serve(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down()
  }

  #serve(server: Server): void {
    this.#server = server
    server.on('request', (request, response) => void this.#answer(request, response))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
    const isHook = request.url === '/hook'
    const ids = isHook ? hookedIds(text) : bulkIds(text)
    if (isHook) this.hooked.push(...ids)
    const items = isHook ? [] : ids.map((id) => ({ create: { status: this.#create(id) } }))
    this.onTaken(ids)
    if (this.isSilent) return
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ errors: items.some(({ create }) => create.status !== 201), items }))
  }

  #create(id: string): 201 | 409 {
    if (this.documents.has(id)) {
      this.repeats++
      return 409
    }
    this.documents.add(id)
    return 201
  }
}

function hookedIds(text: string): string[] {
  return asObjects(JSON.parse(text)).map(({ id }) => String(id))
}

function bulkIds(text: string): string[] {
  const actions = text
    .trim()
    .split('\n')
    .filter((_, index) => index % 2 === 0)
  return actions.map((line) => String(asObject(parseObject(line).create)._id))
}
