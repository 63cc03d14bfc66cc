import type { Expectation } from '../scenario.ts'

const eventEnd = Buffer.from('\n\n')
const sentAtMark = Buffer.from('"sent_at":"')
const sentAtDigits = 15
const newline = 0x0a
const tailBytes = 2048

/** Follows the body of one answer after the other: counts its events, keeps its end, reads when its events were sent. */
export class AnswerCheck {
  readonly #expected: Expectation
  readonly #tail = Buffer.alloc(tailBytes)
  #tailLength = 0
  #lastByte = 0
  #events = 0

  constructor(expected: Expectation) {
    this.#expected = expected
  }

  start(): void {
    this.#tailLength = 0
    this.#lastByte = 0
    this.#events = 0
  }

  /** Takes a piece of the body and answers how many events ended in it. */
  take(bytes: Buffer, start: number, end: number): number {
    if (start === end) return 0
    let ended = this.#lastByte === newline && bytes[start] === newline ? 1 : 0
    let at = start + ended
    while (at < end) {
      const found = bytes.indexOf(eventEnd, at)
      if (found === -1 || found + 2 > end) break
      ended++
      at = found + 2
    }
    // An event end that was counted must not be half of the next one.
    this.#lastByte = at === end ? 0 : (bytes[end - 1] ?? 0)
    this.#events += ended
    this.#keepTail(bytes, start, end)
    return ended
  }

  /** Null where the answer is whole, else what is wrong with it. */
  verdict(): string | null {
    if (this.#events !== this.#expected.events) return `${this.#events} events instead of ${this.#expected.events}`
    const tail = this.#tail.toString('latin1', 0, this.#tailLength)
    const missing = this.#expected.ending.find((text) => !tail.includes(text))
    return missing === undefined ? null : `the answer does not end with ${missing}`
  }

  #keepTail(bytes: Buffer, start: number, end: number): void {
    const length = end - start
    if (length >= tailBytes) {
      bytes.copy(this.#tail, 0, end - tailBytes, end)
      this.#tailLength = tailBytes
      return
    }
    const kept = Math.min(this.#tailLength, tailBytes - length)
    this.#tail.copyWithin(0, this.#tailLength - kept, this.#tailLength)
    bytes.copy(this.#tail, kept, start, end)
    this.#tailLength = kept + length
  }
}

/** Calls `found` with the send time (microseconds of the monotonic clock) of every event that states one in this piece. */
export function readSendTimes(bytes: Buffer, start: number, end: number, found: (sentAt: number) => void): void {
  let mark = bytes.indexOf(sentAtMark, start)
  while (mark !== -1 && mark + sentAtMark.length + sentAtDigits <= end) {
    const at = mark + sentAtMark.length
    const sentAt = Number(bytes.toString('latin1', at, at + sentAtDigits))
    if (sentAt > 0) found(sentAt)
    mark = bytes.indexOf(sentAtMark, at + sentAtDigits)
  }
}
