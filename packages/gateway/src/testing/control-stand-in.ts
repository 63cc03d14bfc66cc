import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type CounterReport, counterReportSchema } from '@tollgate/contract/counter-report'
import {
  type GatewayStatus,
  gatewayStatusSchema,
  type JoinRequest,
  joinRequestSchema,
  type KeptRequest,
  keptRequestsSchema,
} from '@tollgate/contract/gateway-link'
import type { Row, SnapshotMessage } from '@tollgate/contract/snapshot'
import { usageRecordSchema } from '@tollgate/contract/usage-record'
import type { ShipmentAnswer } from '@tollgate/contract/usage-shipment'
import type { CertificateFiles } from '../server/certificate-files.ts'

/** Rows that leave with a change. */
export interface Delete {
  readonly kind: Row['kind']
  readonly id: string
}

interface StandInOptions {
  readonly port?: number
  /** Speaks TLS with it. */
  readonly certificate?: CertificateFiles
}

/**
 * Stands in for the control plane: serves the rows that a test gives it as a snapshot stream and as changes, lets gateways join
 * and takes their reports, over real HTTP or TLS, and breaks the stream in the ways in which a control plane or a network can.
 */
export class ControlStandIn implements AsyncDisposable {
  token = 'token-of-the-control-stand-in'
  /** Lets one gateway join. */
  joinSecret = 'join-secret-of-the-control-stand-in'
  readonly url: string
  /** Requests for the snapshot stream until now, those with a wrong token too. */
  requests = 0
  polls = 0
  version = 1
  /** Answers with this status instead of the stream. */
  status = 200
  /** The network in between holds back what a stream brings: nothing of it arrives, from its head on. */
  holdsStreams = false
  /** Answers to `changes` begin at this version: what came before is forgotten, and a base goes out instead. */
  keptFrom = 0
  readonly joined: JoinRequest[] = []
  readonly reports: GatewayStatus[] = []
  /** Requests that were handed over and taken. */
  readonly kept: KeptRequest[] = []
  /** Answers hand-overs with this status; they are taken where it is 204. */
  keptStatus = 204
  keptAsked = 0
  /** How limits stood, report by report. */
  readonly counters: CounterReport[] = []
  /** Answers such reports with this status; they are taken where it is 204. */
  countersStatus = 204
  countersAsked = 0
  /** Lines of usage files that were taken, once each. */
  readonly usage = new Map<string, string>()
  /** Answers shipments with this status; they are taken where it is 200. */
  usageStatus = 200
  usageAsked = 0
  /** Shipments are taken, and their connections cut before an answer. */
  losesAnswers = false
  /** Shipments are read and neither taken nor answered. */
  holdsUsage = false
  private readonly server: Server
  private rows: readonly Row[]
  private readonly changes: Array<Change & { version: number }> = []
  private readonly streams = new Set<ServerResponse>()
  private readonly connections = new Set<Socket>()

  static async start(
    rows: readonly Row[] = [],
    { port = 0, certificate }: StandInOptions = {},
  ): Promise<ControlStandIn> {
    const server = certificate === undefined ? createServer() : tlsServer(certificate)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return new ControlStandIn(server, rows, certificate === undefined ? 'http' : 'https')
  }

  private constructor(server: Server, rows: readonly Row[], scheme: string) {
    this.server = server
    this.rows = rows
    this.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (request, response) => this.answer(request, response))
    server.on('connection', (socket: Socket) => {
      this.connections.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => this.connections.delete(socket))
    })
  }

  /** Connections that are open now, whatever became of their requests. */
  get openConnections(): number {
    return this.connections.size
  }

  /** Adds or replaces rows, and takes away those of `deletes`, in one change to every gateway that listens. */
  change(upserts: readonly Row[], deletes: readonly Delete[] = []): void {
    const left = (row: Row) => !sameIn(upserts, row) && !sameIn(deletes, row)
    this.rows = [...this.rows.filter(left), ...upserts]
    this.version++
    const change = { base: false, upserts, deletes }
    this.changes.push({ ...change, version: this.version })
    for (const line of messagesOf(this.version, change)) this.sendRaw(JSON.stringify(line))
  }

  /** A whole new base, as after a restart of the control plane. */
  replace(rows: readonly Row[]): void {
    this.rows = rows
    this.version++
    this.breakOff()
  }

  /** One line, whatever is in it. */
  sendRaw(line: string): void {
    for (const stream of this.streams) stream.write(`${line}\n`)
  }

  /** Cuts every stream off, as a crash does. */
  breakOff(): void {
    for (const stream of this.streams) stream.socket?.resetAndDestroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    if (this.server.listening) await once(this.server, 'close')
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    response.on('error', () => {})
    const { pathname, searchParams } = new URL(request.url ?? '', this.url)
    if (pathname === '/internal/v1/join') return void this.answerJoin(request, response)
    if (pathname === '/internal/v1/snapshot') this.requests++
    if (request.headers.authorization !== `Bearer ${this.token}`) return void response.writeHead(401).end('no')
    switch (pathname) {
      case '/internal/v1/snapshot':
        return this.answerStream(response)
      case '/internal/v1/changes':
        return this.answerChanges(response, Number(searchParams.get('after')))
      case '/internal/v1/status':
        return void this.takeReport(request, response)
      case '/internal/v1/kept-requests':
        return void this.takeKept(request, response)
      case '/internal/v1/counters':
        return void this.takeCounters(request, response)
      case '/internal/v1/usage':
        return void this.takeUsage(request, response)
      default:
        return void response.writeHead(404).end('no')
    }
  }

  private answerStream(response: ServerResponse): void {
    if (this.status !== 200) return void response.writeHead(this.status).end('no')
    if (this.holdsStreams) return
    this.streams.add(response)
    response.on('close', () => this.streams.delete(response))
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write(textOf(this.base()))
  }

  private answerChanges(response: ServerResponse, after: number): void {
    this.polls++
    if (this.status !== 200) return void response.writeHead(this.status).end('no')
    const isKnown = after > this.keptFrom && after <= this.version
    const changes = this.changes.filter(({ version }) => version > after)
    const messages = isKnown ? changes.flatMap((change) => messagesOf(change.version, change)) : this.base()
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(textOf(messages))
  }

  private base(): SnapshotMessage[] {
    return messagesOf(this.version, { base: true, upserts: this.rows, deletes: [] })
  }

  private async takeReport(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.reports.push(gatewayStatusSchema.parse(await bodyOf(request)))
    response.writeHead(204).end()
  }

  private async takeKept(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { requests } = keptRequestsSchema.parse(await bodyOf(request))
    this.keptAsked++
    if (this.keptStatus === 204) this.kept.push(...requests)
    response.writeHead(this.keptStatus).end()
  }

  private async takeCounters(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const report = counterReportSchema.parse(await bodyOf(request))
    this.countersAsked++
    if (this.countersStatus === 204) this.counters.push(report)
    response.writeHead(this.countersStatus).end()
  }

  private async takeUsage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = Buffer.concat(await Array.fromAsync(request, (piece: Buffer) => piece))
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    this.usageAsked++
    if (this.holdsUsage) return
    if (this.usageStatus !== 200) return void response.writeHead(this.usageStatus).end('no')
    const lines = plain.toString('utf8').split('\n').slice(0, -1)
    const isNew = lines.filter((line) => !this.usage.has(idOf(line)))
    for (const line of lines) this.usage.set(idOf(line), line)
    if (this.losesAnswers) return void request.socket.resetAndDestroy()
    const answer: ShipmentAnswer = { taken: isNew.length, known: lines.length - isNew.length, passedOver: 0 }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  private async answerJoin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = joinRequestSchema.parse(await bodyOf(request))
    if (request.headers.authorization !== `Bearer ${this.joinSecret}`) return void response.writeHead(401).end('no')
    this.joinSecret = ''
    this.joined.push(body)
    const answer = { gatewayId: 'gw_1', name: body.name, environment: 'default', token: this.token }
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }
}

interface Change {
  readonly base: boolean
  readonly upserts: readonly Row[]
  readonly deletes: readonly Delete[]
}

/** A change as the lines of the stream. */
export function messagesOf(version: number, { base, upserts, deletes }: Change): SnapshotMessage[] {
  return [
    { type: 'begin', version, base },
    ...deletes.map(({ kind, id }): SnapshotMessage => ({ type: 'delete', kind, id })),
    ...upserts.map((row): SnapshotMessage => ({ type: 'upsert', row })),
    { type: 'commit', version },
  ]
}

function textOf(messages: readonly SnapshotMessage[]): string {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('')
}

function tlsServer({ certificate, key }: CertificateFiles): Server {
  return createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) })
}

function idOf(line: string): string {
  return usageRecordSchema.pick({ id: true }).parse(JSON.parse(line)).id
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces = await Array.fromAsync(request, (piece: Buffer) => piece)
  return JSON.parse(Buffer.concat(pieces).toString('utf8'))
}

function sameIn(rows: ReadonlyArray<Delete | Row>, row: Row): boolean {
  return rows.some(({ kind, id }) => kind === row.kind && id === row.id)
}
