import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { ClientSide } from '../pipeline/client-side.ts'

/** The client's end of an HTTP/1.1 or HTTP/2 exchange. */
export class HttpClientSide implements ClientSide {
  private readonly response: ServerResponse
  private hasSent = false

  /** HTTP/2 responses come through Node's compatibility layer, which has the same methods. */
  constructor(response: ServerResponse | Http2ServerResponse) {
    this.response = response as ServerResponse
  }

  respond(status: number, headers: string[], body: Buffer): void {
    this.response.writeHead(status, headers)
    this.response.end(body)
  }

  head(status: number, headers: string[]): void {
    this.response.writeHead(status, headers)
    queueMicrotask(() => {
      if (!this.hasSent && !this.response.destroyed) this.response.flushHeaders()
    })
  }

  write(bytes: Buffer): boolean {
    this.hasSent = true
    return this.response.write(bytes)
  }

  end(bytes?: Buffer): void {
    this.hasSent = true
    this.response.end(bytes)
  }

  abort(): void {
    this.hasSent = true
    this.response.destroy()
  }

  get isGone(): boolean {
    return this.response.destroyed
  }

  onceDrained(listener: () => void): void {
    this.response.once('drain', listener)
  }

  onGone(listener: () => void): void {
    this.response.on('close', () => {
      if (!this.response.writableFinished) listener()
    })
  }
}
