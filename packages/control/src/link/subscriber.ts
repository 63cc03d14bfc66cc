import type { ServerResponse } from 'node:http'
import type { Lines } from '../snapshot/publish.ts'

export interface SubscriberOptions {
  /** How long a subscriber may read nothing while something waits for it. */
  stallMs: number
  /** How many changes may wait for one. */
  queuedChangesMax: number
}

/** Lines are written in pieces of about this size, so that a large base never stands in memory as text. */
const pieceBytes = 64 * 1024

/**
 * One gateway that follows the snapshot. It is written to as fast as it reads; one that reads too slowly is cut, and
 * comes again for a base, which is never larger than what it would have to catch up with.
 */
export class SnapshotSubscriber {
  readonly #response: ServerResponse
  readonly #options: SubscriberOptions
  readonly #queue: Lines[] = []
  #current: Iterator<string> | undefined
  #blockedSince: number | undefined
  #isLast = false

  constructor(response: ServerResponse, options: SubscriberOptions) {
    this.#response = response
    this.#options = options
    response.on('drain', () => {
      this.#blockedSince = undefined
      this.#pump()
    })
  }

  send(lines: Lines): void {
    if (this.#queue.length >= this.#options.queuedChangesMax) {
      this.cut()
      return
    }
    this.#queue.push(lines)
    this.#pump()
  }

  /** Sends these and ends the answer. */
  sendLast(lines: Lines): void {
    this.#isLast = true
    this.send(lines)
  }

  /** Called from time to time: cuts a stalled subscriber, keeps a quiet connection alive with an empty line. */
  tick(now: number): void {
    if (this.#blockedSince === undefined) {
      if (!this.#isLast) this.#write('\n')
    } else if (now - this.#blockedSince > this.#options.stallMs) this.cut()
  }

  cut(): void {
    this.#response.destroy()
  }

  #pump(): void {
    while (this.#blockedSince === undefined && !this.#response.destroyed) {
      this.#current ??= this.#next()
      if (this.#current === undefined) {
        if (this.#isLast) this.#response.end()
        return
      }
      const piece = this.#current.next()
      if (piece.done === true) this.#current = undefined
      else this.#write(piece.value)
    }
  }

  #next(): Iterator<string> | undefined {
    const lines = this.#queue.shift()
    return lines === undefined ? undefined : pieces(lines)
  }

  #write(text: string): void {
    if (this.#response.destroyed) return
    if (!this.#response.write(text)) this.#blockedSince = Date.now()
  }
}

function* pieces(lines: Lines): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length < pieceBytes) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
