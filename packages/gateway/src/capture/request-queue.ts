import { type KeptRequest, keptRequestsAtOnceMax } from '@tollgate/contract/gateway-link'

/** A request that waits to be handed over; its body is made a text only then. */
export interface WaitingRequest extends Omit<KeptRequest, 'body'> {
  readonly body: Buffer
}

/** Where a call leaves its request: it never waits and never fails. */
export interface KeptRequests {
  note(request: WaitingRequest): void
}

export const waitingRequestsMax = 200
export const waitingBytesMax = 16 * 1_048_576
/** Of bodies that are handed over at once; one body more than that goes alone. */
export const handOverBytesMax = 1_048_576

/** Requests on their way to the control plane. It is bounded in number and bytes: the oldest make room, and are counted. */
export class RequestQueue implements KeptRequests {
  private waiting: WaitingRequest[] = []
  private bytes = 0
  private dropped = 0

  note(request: WaitingRequest): void {
    this.waiting.push(request)
    this.bytes += request.body.length
    this.makeRoom()
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** The oldest, as many as go at once; what could not be handed over is given back with `giveBack`. */
  take(): WaitingRequest[] {
    let bytes = 0
    let count = 0
    for (const { body } of this.waiting) {
      if (count === keptRequestsAtOnceMax || (count > 0 && bytes + body.length > handOverBytesMax)) break
      bytes += body.length
      count++
    }
    this.bytes -= bytes
    return this.waiting.splice(0, count)
  }

  /** They are the oldest again. */
  giveBack(requests: readonly WaitingRequest[]): void {
    this.waiting = [...requests, ...this.waiting]
    for (const { body } of requests) this.bytes += body.length
    this.makeRoom()
  }

  /** How many were let go since it was last asked. */
  takeDropped(): number {
    const { dropped } = this
    this.dropped = 0
    return dropped
  }

  private makeRoom(): void {
    let count = 0
    while (this.waiting.length - count > waitingRequestsMax || this.bytes > waitingBytesMax) {
      this.bytes -= this.waiting[count]?.body.length ?? 0
      count++
    }
    if (count === 0) return
    this.waiting.splice(0, count)
    this.dropped += count
  }
}
