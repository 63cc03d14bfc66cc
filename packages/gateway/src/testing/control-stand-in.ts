import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Row, SnapshotMessage } from '@tollgate/contract/snapshot'

/** Rows that leave with a change. */
export interface Delete {
  readonly kind: Row['kind']
  readonly id: string
}

/**
 * Stands in for the control plane: serves the rows that a test gives it as a snapshot stream, over real HTTP, and breaks the
 * stream in the ways in which a control plane can.
 */
export class ControlStandIn implements AsyncDisposable {
  readonly token = 'token-of-the-control-stand-in'
  readonly url: string
  /** Requests for the snapshot until now, those with a wrong token too. */
  requests = 0
  version = 1
  /** Answers with this status instead of the stream. */
  status = 200
  private readonly server: Server
  private rows: readonly Row[]
  private readonly streams = new Set<ServerResponse>()
  private readonly connections = new Set<Socket>()

  static async start(rows: readonly Row[] = [], port = 0): Promise<ControlStandIn> {
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    return new ControlStandIn(server, rows)
  }

  private constructor(server: Server, rows: readonly Row[]) {
    this.server = server
    this.rows = rows
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (request, response) => this.answer(request, response))
    server.on('connection', (socket: Socket) => {
      this.connections.add(socket)
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
    for (const line of messagesOf(this.version, { base: false, upserts, deletes })) this.sendRaw(JSON.stringify(line))
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
    this.requests++
    if (request.headers.authorization !== `Bearer ${this.token}`) return void response.writeHead(401).end('no')
    if (request.url !== '/internal/v1/snapshot') return void response.writeHead(404).end('no')
    this.streams.add(response)
    response.on('close', () => this.streams.delete(response))
    response.on('error', () => {})
    if (this.status !== 200) return void response.writeHead(this.status).end('no')
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const base = messagesOf(this.version, { base: true, upserts: this.rows, deletes: [] })
    response.write(base.map((message) => `${JSON.stringify(message)}\n`).join(''))
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

function sameIn(rows: ReadonlyArray<Delete | Row>, row: Row): boolean {
  return rows.some(({ kind, id }) => kind === row.kind && id === row.id)
}
