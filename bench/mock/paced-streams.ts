import type { Socket } from 'node:net'
import { deltaEvent } from '../payloads/responses-answer.ts'
import type { AnswerScript } from '../scenario.ts'
import { monotonicMicroseconds } from '../wire/monotonic-clock.ts'
import { encodeEvents, lastChunk, streamHead } from './encode-answer.ts'

interface PacedStream {
  readonly socket: Socket
  left: number
}

const slotMs = 1

/**
 * All paced streams, fed by one timer. The streams are spread over slots of a millisecond, so that their events do not all come in
 * one burst: real callers are not in step, and a burst would make every event wait for the ones before it.
 */
export class PacedStreams {
  readonly #slots: Set<PacedStream>[]
  readonly #opening: Buffer
  readonly #closing: Buffer
  readonly #count: number
  readonly #delta = encodeEvents([deltaEvent(' word')])
  readonly #sentAtOffset = this.#delta.indexOf('"sent_at":"') + '"sent_at":"'.length
  #opened = 0
  #tick = 0
  #nextTickAt = 0
  #timer: NodeJS.Timeout | null = null

  constructor(answer: Extract<AnswerScript, { kind: 'paced' }>) {
    this.#slots = Array.from({ length: answer.everyMs / slotMs }, () => new Set())
    this.#opening = Buffer.concat([streamHead, encodeEvents(answer.opening)])
    this.#closing = Buffer.concat([encodeEvents(answer.closing), lastChunk])
    this.#count = answer.count
  }

  open(socket: Socket): void {
    socket.write(this.#opening)
    const slot = this.#slots[this.#opened++ % this.#slots.length]
    const stream = { socket, left: this.#count }
    slot?.add(stream)
    socket.once('close', () => slot?.delete(stream))
    if (this.#timer === null) {
      this.#nextTickAt = performance.now() + slotMs
      this.#schedule()
    }
  }

  /** Sends the slots that are due, also those that a late timer left behind: the rate has to hold. */
  #run(): void {
    while (performance.now() >= this.#nextTickAt) {
      this.#nextTickAt += slotMs
      const slot = this.#slots[this.#tick++ % this.#slots.length]
      if (slot !== undefined && slot.size > 0) this.#send(slot)
    }
    if (this.#slots.some((slot) => slot.size > 0)) this.#schedule()
    else this.#timer = null
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#nextTickAt - performance.now()))
  }

  #send(slot: Set<PacedStream>): void {
    const delta = Buffer.from(this.#delta)
    delta.write(Math.round(monotonicMicroseconds()).toString().padStart(15, '0'), this.#sentAtOffset, 'latin1')
    for (const stream of slot) {
      if (stream.left-- > 0) {
        stream.socket.write(delta)
        continue
      }
      stream.socket.write(this.#closing)
      slot.delete(stream)
    }
  }
}
