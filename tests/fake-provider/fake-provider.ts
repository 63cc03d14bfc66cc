import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { playReply, type ReplyOutcome } from './play-reply.ts'
import { type ReceivedRequest, receiveRequest } from './received-request.ts'
import type { ProducedUsage, Reply } from './reply.ts'
import { RequestReader } from './request-reader.ts'

/** Answers a request. Called once the request is read whole; state between requests is the function's own. */
export type Answer = (request: ReceivedRequest) => Reply

export interface FakeProviderOptions {
  readonly answer: Answer
  /** PEM texts: the provider then speaks https. */
  readonly tls?: { readonly certificate: string; readonly key: string }
}

export interface Served {
  readonly request: ReceivedRequest
  readonly reply: Reply
  /** Null while the reply is being sent. */
  outcome: ReplyOutcome | null
}

/** A provider on a real socket that does exactly what its script says, and remembers every byte that it was sent. */
export class FakeProvider implements AsyncDisposable {
  readonly url: string
  readonly served: Served[] = []
  /** What was wrong with requests that could not be read, or with the script. */
  readonly problems: string[] = []
  readonly #server: Server
  readonly #answer: Answer
  readonly #sockets = new Set<Socket>()
  #connections = 0

  static async start(options: FakeProviderOptions): Promise<FakeProvider> {
    const server =
      options.tls === undefined
        ? createServer()
        : createTlsServer({ cert: options.tls.certificate, key: options.tls.key, ALPNProtocols: ['http/1.1'] })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new FakeProvider(server, options)
  }

  private constructor(server: Server, options: FakeProviderOptions) {
    const isTls = options.tls !== undefined
    const { port } = server.address() as AddressInfo
    this.url = `${isTls ? 'https' : 'http'}://127.0.0.1:${port}`
    this.#server = server
    this.#answer = options.answer
    server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => this.#serve(socket))
  }

  get requests(): readonly ReceivedRequest[] {
    return this.served.map(({ request }) => request)
  }

  get connections(): number {
    return this.#connections
  }

  /** The usage of every reply that has some, in the order of the requests: what the gateway's ledger must say too. */
  get produced(): readonly ProducedUsage[] {
    return this.served.flatMap(({ reply }) => (reply.usage === undefined ? [] : [reply.usage]))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(socket: Socket): void {
    const connection = this.#connections++
    const reader = new RequestReader()
    let queue = Promise.resolve()
    socket.setNoDelay(true)
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    // A gateway that breaks off is an event to be tested, not a crash of the test.
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      try {
        for (const wire of reader.feed(bytes)) {
          const request = receiveRequest(wire, { number: this.served.length, connection })
          const served: Served = { request, reply: this.#answer(request), outcome: null }
          this.served.push(served)
          // Pipelined requests are answered in their order.
          queue = queue.then(async () => {
            served.outcome = await playReply(socket, served.reply)
          })
        }
      } catch (error) {
        this.problems.push(error instanceof Error ? error.message : String(error))
        socket.destroy()
      }
    })
  }
}
