import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { createServer as createTcpServer, type Server as NetServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { refuseBrokenRequest, refuseConnect } from './broken-request.ts'
import type { CertificatePair } from './certificate-files.ts'
import type { RequestHandler } from './handler.ts'
import { type ListenAt, listenAll, startListening } from './listening.ts'

export interface ListenOptions extends ListenAt {
  readonly certificate: CertificatePair
  /** What sessions are resumed with, where several threads serve one client; undefined: keys of its own. */
  readonly ticketKeys?: Uint8Array | undefined
}

/** Named in docs/reference/limits.md. */
const presets = {
  headBytesMax: 32_768,
  headersMax: 100,
  headMs: 15_000,
  requestMs: 300_000,
  keepAliveMs: 75_000,
  checkEveryMs: 5_000,
  handshakeMs: 10_000,
  streamsMax: 100,
}
/** A client that connected just before the drain has this long to send its request. */
const firstRequestMs = 1_000

/** Kept on the socket itself: a WeakMap costs every call more than its look-up is worth. */
const latestResponse = Symbol('latest response')
interface Answering {
  [latestResponse]?: ServerResponse
}

export type ServerLimits = Readonly<typeof presets>

/**
 * The gateway's sockets. TLS is ended here and every HTTP/1.1 connection, from either port, is served by one strict HTTP
 * server; a client that speaks nothing but h2 gets h2. Draining lets what runs run on.
 */
export class GatewayServer {
  private readonly http1: Server
  private readonly http2: Http2Server
  private readonly tls: TlsServer[] = []
  private readonly tcp: NetServer[] = []
  private readonly connections = new Set<Socket>()
  private readonly sessions = new Set<ServerHttp2Session>()
  private readonly limits: ServerLimits
  private openStreams = 0
  private isDraining = false
  private ticketKeys: Buffer | undefined

  constructor(handler: RequestHandler, changedLimits: Partial<ServerLimits> = {}) {
    const limits = { ...presets, ...changedLimits }
    this.limits = limits
    this.http1 = createHttpServer({
      maxHeaderSize: limits.headBytesMax,
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      noDelay: true,
      insecureHTTPParser: false,
    })
    this.http1.maxHeadersCount = limits.headersMax
    // It never listens itself, and Node begins to look for slow and for idle connections only then.
    this.http1.emit('listening')
    const serve: RequestHandler = (request, response) => {
      if (this.isDraining) response.shouldKeepAlive = false
      ;(request.socket as Answering)[latestResponse] = response
      handler(request, response)
    }
    for (const event of ['request', 'checkContinue', 'checkExpectation'] as const) this.http1.on(event, serve)
    this.http1.on('connect', (_request, socket) => refuseConnect(socket))
    this.http1.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      const response = (socket as Answering)[latestResponse]
      // A second answer to one request would be taken for the body of the first, or for the answer to the next request.
      if (response?.headersSent === true && !(response.writableFinished && response.req.complete)) socket.destroy()
      else refuseBrokenRequest(error, socket)
    })
    this.http2 = createHttp2Server({
      maxHeaderListPairs: limits.headersMax,
      settings: { maxConcurrentStreams: limits.streamsMax, maxHeaderListSize: limits.headBytesMax },
    })
    // Node's compatibility layer gives HTTP/2 streams the shape of HTTP/1.1 messages.
    for (const event of ['request', 'checkContinue', 'checkExpectation']) this.http2.on(event, handler as never)
    this.http2.on('stream', (stream: ServerHttp2Stream) => {
      this.openStreams++
      stream.on('close', () => this.openStreams--)
    })
    this.http2.on('sessionError', () => {})
    this.http2.on('session', (session) => {
      this.sessions.add(session)
      session.on('close', () => this.sessions.delete(session))
    })
  }

  /** Requests without the end of their answer. Counted when it is asked for: keeping count would cost every call. */
  get openCalls(): number {
    let open = this.openStreams
    for (const socket of this.connections) {
      const response = (socket as Answering)[latestResponse]
      if (response !== undefined && !response.writableFinished) open++
    }
    return open
  }

  /** Resolves with the ports once all of them listen; rejects with the sentence for the person at the terminal. */
  async listen(options: ListenOptions): Promise<{ httpsPort: number; httpPort: number }> {
    const { https, http, isShared = false, ticketKeys } = options
    this.ticketKeys = ticketKeys === undefined ? undefined : Buffer.from(ticketKeys)
    const httpsPort = await listenAll(https, (host, port) =>
      startListening(this.tlsServer(options.certificate), { host, port, isShared }),
    )
    const httpPort = await listenAll(http, (host, port) => startListening(this.tcpServer(), { host, port, isShared }))
    return { httpsPort, httpPort }
  }

  /** New handshakes use it at once; open connections keep the old one. */
  replaceCertificate(certificate: CertificatePair): void {
    for (const server of this.tls)
      server.setSecureContext({ ...certificate, ...this.resumption, minVersion: 'TLSv1.2' })
  }

  /** Takes no new connection, lets open exchanges end, and breaks off what is left after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    this.isDraining = true
    for (const server of [...this.tls, ...this.tcp]) server.close()
    this.http1.closeIdleConnections()
    for (const session of this.sessions) session.close()
    const startedAt = Date.now()
    while (this.connections.size > 0 && Date.now() < startedAt + graceMs) {
      await new Promise((resolve) => setTimeout(resolve, 25))
      this.http1.closeIdleConnections()
      if (Date.now() > startedAt + firstRequestMs) this.closeUnused()
    }
    for (const socket of this.connections) socket.destroy()
  }

  /** Node does not count a connection as idle before its first request. */
  private closeUnused(): void {
    for (const socket of this.connections) {
      if ((socket as Answering)[latestResponse] === undefined && !isHttp2(socket)) socket.destroy()
    }
  }

  private get resumption(): { ticketKeys?: Buffer } {
    return this.ticketKeys === undefined ? {} : { ticketKeys: this.ticketKeys }
  }

  private tlsServer(certificate: CertificatePair): TlsServer {
    const server = createTlsServer({
      ...certificate,
      ...this.resumption,
      minVersion: 'TLSv1.2',
      handshakeTimeout: this.limits.handshakeMs,
      ALPNCallback: ({ protocols }) => preferHttp1(protocols),
    })
    server.on('secureConnection', (socket) => this.accept(socket))
    server.on('tlsClientError', () => {})
    this.tls.push(server)
    return server
  }

  private tcpServer(): NetServer {
    const server = createTcpServer({ noDelay: true }, (socket) => this.accept(socket))
    this.tcp.push(server)
    return server
  }

  private accept(socket: Socket | TLSSocket): void {
    this.connections.add(socket)
    socket.on('close', () => this.connections.delete(socket))
    socket.on('error', () => socket.destroy())
    const server = isHttp2(socket) ? this.http2 : this.http1
    server.emit('connection', socket)
  }
}

function isHttp2(socket: Socket | TLSSocket): boolean {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2'
}

/** HTTP/1.1 costs half of h2 here, and Codex opens a connection for each call anyway. undefined: nothing in common. */
function preferHttp1(protocols: readonly string[]): string | undefined {
  return ['http/1.1', 'h2'].find((protocol) => protocols.includes(protocol))
}
