import type { Socket } from 'node:net'
import type { Connector } from './connector.ts'
import { ResponseReader } from './response-reader.ts'

/** Whom a connection belongs to while a request is on it. */
export interface ConnectionUser {
  onConnected(connection: Connection): void
  /** What was written is on its way, and there is room for more. */
  onDrain(): void
  /** Something has come. */
  onBytes(): void
  /** It is of no use any more. `error`: why; undefined where the provider ended it in good order. */
  onBroken(error: Error | undefined, isUnreadable: boolean): void
}

/** One connection to a provider, on which one response is read after the other. */
export class Connection {
  readonly reader = new ResponseReader()
  private readonly socket: Socket
  private user: ConnectionUser | undefined
  private readonly onUnused: (connection: Connection) => void
  /** `performance.now` until which it may wait for another request. */
  idleUntil = 0

  /** `onUnused`: it broke while nobody used it. */
  constructor(connector: Connector, user: ConnectionUser, onUnused: (connection: Connection) => void) {
    this.user = user
    this.onUnused = onUnused
    const socket = connector.connect(() => this.user?.onConnected(this))
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('end', () => this.ended())
    socket.on('drain', () => this.user?.onDrain())
    socket.on('error', (error) => this.broken(error, false))
    socket.on('close', () => this.broken(undefined, false))
  }

  get isUsable(): boolean {
    return !this.socket.destroyed && this.socket.writable && !this.socket.readableEnded
  }

  use(user: ConnectionUser): void {
    this.user = user
  }

  /** Nobody uses it now. */
  rest(): void {
    this.user = undefined
  }

  /** False: wait for `onDrain` before writing more. */
  write(bytes: Buffer | string): boolean {
    return typeof bytes === 'string' ? this.socket.write(bytes, 'latin1') : this.socket.write(bytes)
  }

  /** Both in one piece of work for the system. */
  writeBoth(head: string, body: Buffer): void {
    this.socket.cork()
    this.socket.write(head, 'latin1')
    this.socket.write(body)
    this.socket.uncork()
  }

  pause(): void {
    this.reader.pause()
    this.socket.pause()
  }

  resume(): void {
    const fault = this.reader.resume()
    if (fault !== undefined) return this.unreadable(fault)
    if (!this.socket.destroyed && !this.reader.isPaused) this.socket.resume()
  }

  destroy(): void {
    this.user = undefined
    this.reader.stop()
    this.socket.destroy()
  }

  private take(chunk: Buffer): void {
    this.user?.onBytes()
    const fault = this.reader.read(chunk)
    if (fault !== undefined) this.unreadable(fault)
  }

  private unreadable(fault: string): void {
    this.broken(new Error(`the provider cannot be read: ${fault}`), true)
  }

  private ended(): void {
    if (this.reader.isReading && this.reader.end()) this.destroy()
    else this.broken(undefined, false)
  }

  private broken(error: Error | undefined, isUnreadable: boolean): void {
    const { user } = this
    this.destroy()
    if (user === undefined) this.onUnused(this)
    else user.onBroken(error, isUnreadable)
  }
}
