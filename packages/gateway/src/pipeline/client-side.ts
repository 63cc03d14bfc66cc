/**
 * The client's end of an exchange, whatever carries it: an HTTP/1.1 or HTTP/2 response now, WebSocket frames later.
 * Everything behind it sees no socket. `server/` implements it.
 */
export interface ClientSide {
  /** Begins the response. `headers`: names and values in turn. Nothing is sent before the first write or the next tick. */
  head(status: number, headers: readonly string[]): void
  /** Sends bytes now. False: the client is slower than we are; wait for `onDrain`. */
  write(bytes: Buffer): boolean
  /** Ends the response, with its last bytes where there are some. */
  end(bytes?: Buffer): void
  /** Breaks the connection off, where an orderly end would be a lie. */
  abort(): void
  /** True once the client has left; a listener that is added afterwards is not called. */
  readonly isGone: boolean
  onDrain(listener: () => void): void
  /** The client left before the response had ended. */
  onGone(listener: () => void): void
}
