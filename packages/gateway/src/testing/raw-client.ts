import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { within } from './until.ts'

/** A connection on which a test writes the bytes itself. */
export class RawConnection {
  readonly socket: Socket
  private readonly pieces: Buffer[] = []
  readonly closed: Promise<void>

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const connection = new RawConnection(socket)
    await once(socket, 'connect')
    return connection
  }

  constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('data', (piece: Buffer) => this.pieces.push(piece))
    // The other side may close on bytes that it has not read, which resets the connection after its answer.
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
  }

  get text(): string {
    return Buffer.concat(this.pieces).toString('latin1')
  }

  /** The statuses of the final answers that came until now. */
  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
      .map(([, status]) => Number(status))
      .filter((status) => status >= 200)
  }

  write(bytes: string): void {
    this.socket.write(Buffer.from(bytes, 'latin1'))
  }

  async waitForClose(ms: number): Promise<void> {
    await within('the connection to be closed', this.closed, ms)
  }
}

/** Sends the bytes at once and reads until the other side closes. */
export async function rawExchange(
  port: number,
  bytes: string,
  options: { halfClose: boolean },
): Promise<RawConnection> {
  const connection = await RawConnection.open(port)
  connection.write(bytes)
  if (options.halfClose) connection.socket.end()
  await connection.waitForClose(5_000)
  return connection
}
