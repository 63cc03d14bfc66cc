import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import type { ClientSide } from '../pipeline/client-side.ts'

/**
 * Up to here a body goes out in one piece with the head. As a Latin-1 string, which keeps every byte as it is: Node joins strings
 * with the head and writes once, where a buffer of its own costs a gathered write.
 */
const joinedBytesMax = 65_536

/** The client's end of an HTTP/1.1 or HTTP/2 exchange. */
export class HttpClientSide implements ClientSide {
  private readonly response: ServerResponse
  private readonly isHttp1: boolean
  private hasSent = false
  private hasEnded = false
  /** Framed chunks of this turn, not yet handed to the socket. */
  private pending = ''
  private isFlushDue = false
  /** Where the last write went that did not fit: there the drain is told. */
  private full: ServerResponse | Socket | undefined

  /** HTTP/2 responses come through Node's compatibility layer, which has the same methods. */
  constructor(response: ServerResponse | Http2ServerResponse, isHttp1: boolean) {
    this.response = response as ServerResponse
    this.isHttp1 = isHttp1
  }

  respond(status: number, headers: string[], body: Buffer): void {
    this.hasEnded = true
    this.response.writeHead(status, headers)
    if (this.isHttp1 && body.length <= joinedBytesMax) this.response.end(body.toString('latin1'), 'latin1')
    else this.response.end(body)
  }

  head(status: number, headers: string[]): void {
    this.response.writeHead(status, headers)
    this.flushThisTurn()
  }

  /** What a provider sends in one piece of the network goes out in one: its events are gathered until the turn ends. */
  write(bytes: Buffer): boolean {
    const { socket, chunkedEncoding } = this.response as ServerResponse & { chunkedEncoding: boolean }
    // Without a socket the response waits behind another one on its connection, and Node keeps what it is to send.
    const isDirect = this.isHttp1 && bytes.length <= joinedBytesMax && socket !== null && chunkedEncoding
    if (!isDirect) return this.writeToResponse(bytes)
    this.pending += `${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n`
    if (this.pending.length > joinedBytesMax) this.flush()
    else this.flushThisTurn()
    return this.noteRoom(socket, !socket.writableNeedDrain)
  }

  end(bytes?: Buffer): void {
    this.hasEnded = true
    const { socket } = this.response
    socket?.cork()
    this.flush()
    this.response.end(bytes)
    socket?.uncork()
  }

  abort(): void {
    this.hasSent = true
    this.pending = ''
    this.response.destroy()
  }

  get isGone(): boolean {
    return this.isHttp1 ? this.response.destroyed : (this.response as unknown as Http2ServerResponse).stream.destroyed
  }

  onceDrained(listener: () => void): void {
    this.full?.once('drain', listener)
  }

  onGone(listener: () => void): void {
    // Not told by `writableFinished`, which is also true of an HTTP/2 stream that the client has cancelled.
    this.response.on('close', () => {
      if (!this.hasEnded) listener()
    })
  }

  private writeToResponse(bytes: Buffer): boolean {
    this.flush()
    return this.noteRoom(this.response, this.response.write(bytes))
  }

  private noteRoom(target: ServerResponse | Socket, hasRoom: boolean): boolean {
    if (!hasRoom) this.full = target
    return hasRoom
  }

  private flushThisTurn(): void {
    if (this.isFlushDue) return
    this.isFlushDue = true
    queueMicrotask(() => {
      this.isFlushDue = false
      if (!this.response.destroyed && !this.hasEnded) this.flush()
    })
  }

  /** Sends the head, unless it is gone, and what was gathered. */
  private flush(): void {
    const { pending, response } = this
    const { socket } = response
    this.pending = ''
    if (this.hasSent && pending === '') return
    socket?.cork()
    if (!this.hasSent) response.flushHeaders()
    this.hasSent = true
    if (pending !== '') socket?.write(pending, 'latin1')
    socket?.uncork()
  }
}
