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
    queueMicrotask(() => {
      if (!this.hasSent && !this.response.destroyed) this.response.flushHeaders()
    })
  }

  write(bytes: Buffer): boolean {
    if (!this.isHttp1 || bytes.length > joinedBytesMax) return this.writeToResponse(bytes)
    this.sendHead()
    const { socket, chunkedEncoding } = this.response as ServerResponse & { chunkedEncoding: boolean }
    // Without a socket the response waits behind another one on its connection, and Node keeps what it is to send.
    if (socket === null || !chunkedEncoding) return this.writeToResponse(bytes)
    return this.noteRoom(
      socket,
      socket.write(`${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n`, 'latin1'),
    )
  }

  end(bytes?: Buffer): void {
    this.hasSent = true
    this.hasEnded = true
    this.response.end(bytes)
  }

  abort(): void {
    this.hasSent = true
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
    this.hasSent = true
    return this.noteRoom(this.response, this.response.write(bytes))
  }

  private noteRoom(target: ServerResponse | Socket, hasRoom: boolean): boolean {
    if (!hasRoom) this.full = target
    return hasRoom
  }

  private sendHead(): void {
    if (this.hasSent) return
    this.hasSent = true
    this.response.flushHeaders()
  }
}
