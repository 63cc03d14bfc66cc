import type { OpenCall } from './redis-counters.ts'

/** What a call used, and has to be told to Redis. */
export interface Unsettled extends OpenCall {
  readonly used: readonly number[]
  readonly now: number
  /** It may have been told before: then nothing is counted twice. */
  readonly isRepeated: boolean
}

/** A process that has died, and of whose reservations nothing more will be told: how their records begin. */
export interface Abandoned {
  readonly abandoned: string
  readonly now: number
}

type Waiting = Unsettled | Abandoned

const unsettledMax = 10_000
const retryMs = 500

/**
 * Calls that ended while Redis was away. Beyond the bound the oldest is let go: its lease ends, and its estimate counts.
 */
export class UnsettledCalls {
  private waiting: Waiting[] = []
  private readonly tell: (call: Waiting) => Promise<Waiting | null>
  private isTelling = false
  private timer: NodeJS.Timeout | null = null

  /** `tell` answers what is left to tell: nothing, or the call once more. */
  constructor(tell: (call: Waiting) => Promise<Waiting | null>) {
    this.tell = tell
  }

  get size(): number {
    return this.waiting.length
  }

  add(call: Waiting): void {
    if (this.waiting.length === unsettledMax) this.waiting.shift()
    this.waiting.push(call)
    this.wait()
  }

  tellAll(): void {
    if (this.isTelling) return
    this.isTelling = true
    void this.tellOneByOne().finally(() => {
      this.isTelling = false
      if (this.waiting.length > 0) this.wait()
    })
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.waiting = []
  }

  private async tellOneByOne(): Promise<void> {
    for (let call = this.waiting.shift(); call !== undefined; call = this.waiting.shift()) {
      const left = await this.tell(call)
      if (left === null) continue
      this.waiting.unshift(left)
      return
    }
  }

  private wait(): void {
    if (this.timer !== null) return
    this.timer = setTimeout(() => {
      this.timer = null
      this.tellAll()
    }, retryMs)
    // A process may end while it waits: the lease takes care of the call.
    this.timer.unref()
  }
}
