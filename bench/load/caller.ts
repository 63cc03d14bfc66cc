import { connect, type Socket } from 'node:net'
import { type Expectation, turnMark } from '../scenario.ts'
import { HttpMessageReader } from '../wire/http-message-reader.ts'
import { monotonicMicroseconds } from '../wire/monotonic-clock.ts'
import { AnswerCheck, readSendTimes } from './answer-check.ts'
import type { Meter } from './meter.ts'

const readBufferBytes = 65_536

export interface CallerOptions {
  readonly port: number
  readonly request: Buffer
  readonly expected: Expectation
  readonly meter: () => Meter
  /** Called once per call, with null where its answer was whole. */
  readonly onAnswer: (caller: Caller, failure: string | null) => void
}

/** One caller on one kept-alive connection: sends the request, reads and checks the answer, measures. */
export class Caller {
  readonly #options: CallerOptions
  readonly #check: AnswerCheck
  readonly #readBuffer = Buffer.allocUnsafeSlow(readBufferBytes)
  #reader: HttpMessageReader
  #socket: Socket | null = null
  #calling = false
  #status = ''
  #startedAt = 0
  #answering = false
  readonly #marksAt: readonly number[]
  #turn = Math.floor(Math.random() * 50_000_000)

  constructor(options: CallerOptions) {
    this.#options = options
    this.#marksAt = positionsOf(options.request, turnMark)
    this.#check = new AnswerCheck(options.expected)
    this.#reader = this.#makeReader()
  }

  get calling(): boolean {
    return this.#calling
  }

  /** True from the first byte of an answer's body to its end. */
  get answering(): boolean {
    return this.#answering
  }

  call(): void {
    this.#socket ??= this.#connect()
    this.#calling = true
    this.#answering = false
    this.#check.start()
    this.#startedAt = performance.now()
    this.#socket.write(this.#request())
  }

  close(): void {
    this.#calling = false
    this.#socket?.destroy()
  }

  #request(): Buffer {
    const { request } = this.#options
    if (this.#marksAt.length === 0) return request
    const mark = `turn-${String(this.#turn++ % 100_000_000).padStart(8, '0')}`
    const own = Buffer.from(request)
    for (const position of this.#marksAt) own.write(mark, position, 'latin1')
    return own
  }

  #connect(): Socket {
    this.#reader = this.#makeReader()
    const socket: Socket = connect({
      port: this.#options.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: this.#readBuffer,
        callback: (length, buffer) => {
          this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, length))
          return true
        },
      },
    })
    socket.on('error', (error) => this.#fail(socket, error.message))
    socket.on('close', () => this.#fail(socket, 'the connection was closed before the answer was whole'))
    return socket
  }

  #makeReader(): HttpMessageReader {
    return new HttpMessageReader({
      onHead: (head) => {
        this.#status = head.slice(9, 12)
      },
      onBody: (bytes, start, end) => this.#readBody(bytes, start, end),
      onEnd: () => this.#end(),
    })
  }

  #read(bytes: Buffer): void {
    try {
      this.#reader.feed(bytes)
    } catch (error) {
      const socket = this.#socket
      if (socket !== null) this.#fail(socket, error instanceof Error ? error.message : 'the answer cannot be read')
      socket?.destroy()
    }
  }

  #readBody(bytes: Buffer, start: number, end: number): void {
    const meter = this.#options.meter()
    if (!this.#answering) {
      this.#answering = true
      meter.firstByteMs.add(performance.now() - this.#startedAt)
    }
    const ended = this.#check.take(bytes, start, end)
    if (ended === 0) return
    meter.events += ended
    const now = monotonicMicroseconds()
    readSendTimes(bytes, start, end, (sentAt) => meter.eventDelayMs.add((now - sentAt) / 1000))
  }

  #end(): void {
    if (!this.#calling) return
    this.#calling = false
    this.#answering = false
    const meter = this.#options.meter()
    meter.calls++
    meter.totalMs.add(performance.now() - this.#startedAt)
    const failure = this.#status === '200' ? this.#check.verdict() : `status ${this.#status}`
    this.#options.onAnswer(this, failure)
  }

  /** A connection that closes between two calls is no failure: the next call opens another one. */
  #fail(socket: Socket, reason: string): void {
    if (socket !== this.#socket) return
    this.#socket = null
    if (!this.#calling) return
    this.#calling = false
    this.#answering = false
    this.#options.onAnswer(this, reason)
  }
}

function positionsOf(request: Buffer, mark: string): number[] {
  const positions: number[] = []
  for (let at = request.indexOf(mark); at >= 0; at = request.indexOf(mark, at + mark.length)) positions.push(at)
  return positions
}
