import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { RequestReader, type WireRequest } from '../fake-provider/request-reader.ts'
import { resetSocket } from '../fake-provider/reset-socket.ts'

export interface RelayedRequest {
  readonly method: string
  readonly target: string
  readonly at: number
  readonly headers: WireRequest['headers']
  readonly bodySha256: string
}

/**
 * Stands in front of the gateway's plain HTTP port and counts what a client really sends. Every byte passes untouched both ways;
 * counting connections would not do, because Codex opens a new one per call but repeats a 5xx on the same one.
 */
export class CountingRelay implements AsyncDisposable {
  readonly url: string
  readonly requests: RelayedRequest[] = []
  readonly #server: Server
  readonly #gateway: { readonly host: string; readonly port: number }
  readonly #sockets = new Set<Socket>()
  readonly #answers: Buffer[] = []

  static async start(gatewayUrl: string): Promise<CountingRelay> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new CountingRelay(server, new URL(gatewayUrl))
  }

  private constructor(server: Server, gateway: URL) {
    this.#server = server
    this.#gateway = { host: gateway.hostname, port: Number(gateway.port) }
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('connection', (client) => this.#relay(client))
  }

  /** All bytes that the gateway sent back, heads included. */
  get answers(): string {
    return Buffer.concat(this.#answers).toString()
  }

  posts(): readonly RelayedRequest[] {
    return this.requests.filter(({ method }) => method === 'POST')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #relay(client: Socket): void {
    const reader = new RequestReader()
    const gateway = connect(this.#gateway)
    client.on('data', (bytes) => {
      for (const { method, target, headers, body } of reader.feed(bytes)) {
        const bodySha256 = createHash('sha256').update(body).digest('hex')
        this.requests.push({ method, target, headers, bodySha256, at: performance.now() })
      }
    })
    gateway.on('data', (bytes) => this.#answers.push(bytes))
    this.#join(client, gateway)
    this.#join(gateway, client)
  }

  /** What ends one side ends the other in the same way: a reset stays a reset. */
  #join(from: Socket, to: Socket): void {
    from.setNoDelay(true)
    this.#sockets.add(from)
    from.pipe(to)
    from.on('error', () => resetSocket(to))
    from.on('close', () => {
      this.#sockets.delete(from)
      to.end()
    })
  }
}
