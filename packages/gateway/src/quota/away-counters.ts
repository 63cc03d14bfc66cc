import type { Admission, Limit, LocalReservation, LocalSettled, Reservation } from '../counters/counter-store.ts'
import { MemoryCounterStore } from '../counters/memory.ts'
import type { RedisCounterStore } from '../counters/redis-counters.ts'
import { UntoldCharges } from '../counters/untold-charges.ts'

/** What it needs of the counters that are away. */
export type SharedCounters = Pick<RedisCounterStore, 'present' | 'chargeOnce'>

const presentEveryMs = 5_000
/** Until it is tried again, where nobody has heard it. */
const presentAgainMs = 100
/** How long a gateway that says nothing more is taken for one that counts. */
const presentKeptMs = 60_000

/**
 * Admission while the shared counters are away, for APIs that pass calls then. Each gateway admits its share of every limit in every window (the limit
 * by the gateways that counted there when it was last heard, rounded up), so that all of them together admit the limit once more at most. What
 * was used is told to the shared counters when they are back, once.
 */
export class AwayCounters {
  private readonly shared: SharedCounters
  private readonly local = new MemoryCounterStore()
  private readonly untold: UntoldCharges
  private presence: NodeJS.Timeout | undefined
  private isClosed = false
  /** This one too; one until the first answer. */
  private gateways = 1

  constructor(shared: SharedCounters) {
    this.shared = shared
    this.untold = new UntoldCharges((name, limits, at) => shared.chargeOnce(name, limits, at))
    void this.bePresent()
  }

  /** Counters of which the shared ones have yet to hear. */
  get untoldCounters(): number {
    return this.untold.size
  }

  reserve(limits: readonly Limit[], at: number, leaseMs: number): Admission {
    const shares = limits.map((limit) => ({ ...limit, limit: this.shareOf(limit.limit) }))
    const admission = this.local.reserve(shares, at, leaseMs)
    if (admission.kind !== 'reserved') return admission
    return new AwayReservation(admission, (used, now) => this.note({ limits, at, used, now }))
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.presence)
    await this.untold.close()
    await this.shared.present(0)
  }

  private shareOf(limit: number | null): number | null {
    return limit === null ? null : Math.ceil(limit / this.gateways)
  }

  private async bePresent(): Promise<void> {
    const gateways = await this.shared.present(presentKeptMs)
    this.gateways = gateways ?? this.gateways
    if (this.isClosed) return
    this.presence = setTimeout(() => void this.bePresent(), gateways === null ? presentAgainMs : presentEveryMs).unref()
  }

  private note({ limits, at, used, now }: Used): void {
    for (const [index, { id, period }] of limits.entries()) {
      if (period.kind === 'concurrency') continue
      this.untold.add({ id, period }, used[index] ?? 0, period.kind === 'rolling' ? now : at)
    }
  }
}

interface Used {
  readonly limits: readonly Limit[]
  readonly at: number
  readonly used: readonly number[]
  readonly now: number
}

class AwayReservation implements Reservation {
  readonly kind = 'reserved'
  readonly states: Reservation['states']
  private readonly local: LocalReservation
  private readonly onUsed: (used: readonly number[], now: number) => void
  private isSettled = false

  constructor(local: LocalReservation, onUsed: (used: readonly number[], now: number) => void) {
    this.local = local
    this.states = local.states
    this.onUsed = onUsed
  }

  settle(used: readonly number[], now: number): LocalSettled {
    if (!this.isSettled) this.onUsed(used, now)
    this.isSettled = true
    return this.local.settle(used, now)
  }

  extend(leaseMs: number, now: number): boolean {
    return this.local.extend(leaseMs, now)
  }
}
