/**
 * The client's end of an exchange, whatever carries it: an HTTP/1.1 or HTTP/2 response now, WebSocket frames later.
 * Everything behind it sees no socket. `server/` implements it.
 */
export interface ClientSide {
  /** A whole response at once. `headers`: names and values in turn; the callee keeps them. */
  respond(status: number, headers: string[], body: Buffer): void
  /** Begins a response that streams. It goes out with the first bytes where they come in the same turn, else alone. */
  head(status: number, headers: string[]): void
  /** Sends bytes now. False: the client is slower than we are; wait for `onceDrained`. */
  write(bytes: Buffer): boolean
  /** Ends a response that streams, with its last bytes where there are some. */
  end(bytes?: Buffer): void
  /** Breaks the connection off, where an orderly end would be a lie. */
  abort(): void
  /** True once the client has left; a listener that is added afterwards is not called. */
  readonly isGone: boolean
  onceDrained(listener: () => void): void
  /** The client left before the response had ended. */
  onGone(listener: () => void): void
}
