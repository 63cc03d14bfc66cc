import { slotsKept } from './counter-rules.ts'

/** What was used in a rolling window, by the slot. Slots are numbered from 1970; the store says which one is now. */
export class RollingSlots {
  readonly slotMs: number
  /** The slot up to which the window reaches. */
  newest: number
  /** In all slots that count. */
  used = 0
  private readonly amounts = new Float64Array(slotsKept)

  constructor(slotMs: number, newest: number) {
    this.slotMs = slotMs
    this.newest = newest
  }

  /** Moves on to a slot and forgets those that are too old; a clock that went back moves nothing. */
  advance(slot: number): void {
    for (let next = Math.max(this.newest + 1, slot - slotsKept + 1); next <= slot; next++) {
      this.used -= this.amounts[next % slotsKept] ?? 0
      this.amounts[next % slotsKept] = 0
    }
    if (slot > this.newest) this.newest = slot
  }

  /** Adds to a slot that counts, and nothing to one that does not any more. */
  add(slot: number, used: number): void {
    this.advance(slot)
    if (slot <= this.newest - slotsKept) return
    const more = Math.min(used, Number.MAX_SAFE_INTEGER - this.used)
    this.amounts[slot % slotsKept] = this.amountIn(slot) + more
    this.used += more
  }

  /** Makes a slot that counts hold at least so much. */
  raise(slot: number, used: number): void {
    this.advance(slot)
    if (slot > this.newest - slotsKept) this.add(slot, Math.max(0, used - this.amountIn(slot)))
  }

  set(used: number): void {
    this.amounts.fill(0)
    this.used = used
    this.amounts[this.newest % slotsKept] = used
  }

  amountIn(slot: number): number {
    return this.amounts[slot % slotsKept] ?? 0
  }
}
