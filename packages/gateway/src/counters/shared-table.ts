import { addUsed, slotsKept } from './counter-rules.ts'
import type { KeyDigest } from './key-digests.ts'
import { header, kinds, place, ring } from './shared-layout.ts'
import type { SharedMemoryView } from './shared-memory-view.ts'
import type { Window } from './window.ts'

/** Places that are looked at for a key: the table is at most half full in good order, so that this many in a row mean it is not. */
const probesMax = 128
/** Rings that are looked at for an ended window by a counter that finds none free. */
const ringsLookedAt = 256

/**
 * Counters in shared memory: a table with open addressing, and rings for rolling windows. All of it is done with the lock; methods named after an
 * event of the table commit, the others only write what the caller commits.
 */
export class SharedTable {
  private readonly view: SharedMemoryView

  constructor(view: SharedMemoryView) {
    this.view = view
  }

  read(at: number, word: number): number {
    return this.view.get(this.baseOf(at) + word)
  }

  write(at: number, word: number, value: number): void {
    this.view.set(this.baseOf(at) + word, value)
  }

  /** The place of a key; -1: it has none. */
  find(digest: KeyDigest): number {
    if (digest.slot >= 0 && this.holds(digest.slot, digest)) return digest.slot
    const { places } = this.view.sizes
    for (let probe = 0; probe < Math.min(probesMax, places); probe++) {
      const at = (homeOf(digest) + probe) & (places - 1)
      if (this.read(at, place.kind) === kinds.none) return -1
      if (!this.holds(at, digest)) continue
      digest.slot = at
      return at
    }
    return -1
  }

  openCalendar(at: number, { startsAt, endsAt }: Window): void {
    this.write(at, place.kind, kinds.calendar)
    this.write(at, place.startsAt, startsAt)
    this.write(at, place.endsAt, endsAt)
    this.writeEmpty(at)
    this.view.commit()
  }

  openConcurrency(at: number): void {
    this.write(at, place.kind, kinds.concurrency)
    this.write(at, place.endsAt, Number.POSITIVE_INFINITY)
    this.writeEmpty(at)
    this.view.commit()
  }

  /** False: no ring is free. */
  openRolling(at: number, slotMs: number, newest: number, now: number): boolean {
    const free = this.freeRing(now)
    if (free === -1) return false
    const base = this.ringBase(free)
    for (let index = 0; index < slotsKept; index++) this.view.set(base + ring.amounts + index, 0)
    this.view.set(base + ring.place, at + 1)
    this.view.set(base + ring.slotMs, slotMs)
    this.write(at, place.kind, kinds.rolling + free)
    this.write(at, place.startsAt, newest)
    this.write(at, place.endsAt, (newest + slotsKept) * slotMs)
    this.writeEmpty(at)
    this.view.commit()
    return true
  }

  /** A place for a key that has none, which nobody needs any more and the call does not use itself; -1: there is none. */
  claim(digest: KeyDigest, now: number, inUse: readonly number[]): number {
    const { places } = this.view.sizes
    for (let probe = 0; probe < Math.min(probesMax, places); probe++) {
      const at = (homeOf(digest) + probe) & (places - 1)
      if (!this.isOver(at, now) || inUse.includes(at)) continue
      this.leave(at)
      const key = 2 * (this.baseOf(at) + place.key)
      this.view.words.set(digest.words, key)
      digest.slot = at
      return at
    }
    return -1
  }

  /** Moves a rolling window on; a clock that went back moves nothing. */
  advance(at: number, slot: number): void {
    const newest = this.read(at, place.startsAt)
    if (slot <= newest) return
    let used = this.read(at, place.used)
    for (let next = Math.max(newest + 1, slot - slotsKept + 1); next <= slot; next++) {
      const amount = this.amountIn(at, next)
      if (amount === 0) continue
      used -= amount
      this.view.set(this.amountAt(at, next), 0)
    }
    this.write(at, place.used, used)
    this.write(at, place.startsAt, slot)
    this.write(at, place.endsAt, (slot + slotsKept) * this.slotMs(at))
    this.view.commit()
  }

  /** Adds to what was used; of a rolling window in a slot that `advance` has reached. */
  writeUsed(at: number, more: number, slot: number): void {
    const kind = this.read(at, place.kind)
    if (kind === kinds.concurrency) return
    const used = this.read(at, place.used)
    if (kind >= kinds.rolling) {
      if (slot <= this.read(at, place.startsAt) - slotsKept) return
      this.view.set(this.amountAt(at, slot), this.amountIn(at, slot) + (addUsed(used, more) - used))
    }
    this.write(at, place.used, addUsed(used, more))
  }

  setUsed(at: number, wanted: number): void {
    const used = Math.min(wanted, Number.MAX_SAFE_INTEGER)
    const kind = this.read(at, place.kind)
    if (kind === kinds.concurrency) return
    const newest = this.read(at, place.startsAt)
    if (kind >= kinds.rolling) {
      for (let slot = newest - slotsKept + 1; slot <= newest; slot++) {
        if (slot >= 0) this.view.set(this.amountAt(at, slot), slot === newest ? used : 0)
      }
    }
    this.write(at, place.used, used)
    this.view.commit()
  }

  isRolling(at: number): boolean {
    return this.read(at, place.kind) >= kinds.rolling
  }

  slotMs(at: number): number {
    return this.view.get(this.ringBase(this.read(at, place.kind) - kinds.rolling) + ring.slotMs)
  }

  amountIn(at: number, slot: number): number {
    return slot < 0 ? 0 : this.view.get(this.amountAt(at, slot))
  }

  keyWords(at: number): Int32Array {
    const key = 2 * (this.baseOf(at) + place.key)
    return this.view.words.slice(key, key + 4)
  }

  /** What is reserved in an ended calendar window matters to nobody; elsewhere it is still to be counted. */
  private isOver(at: number, now: number): boolean {
    const kind = this.read(at, place.kind)
    if (kind <= kinds.left) return true
    if (kind === kinds.calendar) return now >= this.read(at, place.endsAt)
    if (this.read(at, place.reserved) > 0) return false
    return kind === kinds.concurrency || now >= this.read(at, place.endsAt)
  }

  private leave(at: number): void {
    const kind = this.read(at, place.kind)
    if (kind === kinds.none || kind === kinds.left) return
    this.write(at, place.kind, kinds.left)
    if (kind >= kinds.rolling) {
      const base = this.ringBase(kind - kinds.rolling)
      this.view.set(base + ring.place, 0)
      this.view.set(base + ring.nextFree, this.view.getHeader(header.freeRing))
      this.view.setHeader(header.freeRing, kind - kinds.rolling + 1)
    }
    this.view.commit()
  }

  /** Takes a ring, which is its new owner's with the commit; -1: all are needed. */
  private freeRing(now: number): number {
    const { rings } = this.view.sizes
    if (this.view.getHeader(header.freeRing) === 0 && this.view.getHeader(header.ringsUsed) === rings)
      this.leaveEnded(now)
    const first = this.view.getHeader(header.freeRing)
    if (first > 0) {
      this.view.setHeader(header.freeRing, this.view.get(this.ringBase(first - 1) + ring.nextFree))
      return first - 1
    }
    const used = this.view.getHeader(header.ringsUsed)
    if (used === rings) return -1
    this.view.setHeader(header.ringsUsed, used + 1)
    return used
  }

  private leaveEnded(now: number): void {
    const { rings } = this.view.sizes
    const hand = this.view.getHeader(header.ringHand)
    const looks = Math.min(ringsLookedAt, rings)
    for (let look = 0; look < looks; look++) {
      const at = this.view.get(this.ringBase((hand + look) % rings) + ring.place) - 1
      if (at >= 0 && this.isOver(at, now)) this.leave(at)
    }
    this.view.setHeader(header.ringHand, (hand + looks) % rings)
  }

  private writeEmpty(at: number): void {
    const incarnation = this.view.getHeader(header.lastIncarnation) + 1
    this.view.setHeader(header.lastIncarnation, incarnation)
    this.write(at, place.used, 0)
    this.write(at, place.reserved, 0)
    this.write(at, place.incarnation, incarnation)
  }

  private holds(at: number, { words }: KeyDigest): boolean {
    if (this.read(at, place.kind) <= kinds.left) return false
    const key = 2 * (this.baseOf(at) + place.key)
    const all = this.view.words
    return all[key] === words[0] && all[key + 1] === words[1] && all[key + 2] === words[2] && all[key + 3] === words[3]
  }

  private amountAt(at: number, slot: number): number {
    return this.ringBase(this.read(at, place.kind) - kinds.rolling) + ring.amounts + (slot % slotsKept)
  }

  private ringBase(index: number): number {
    return this.view.offsets.rings + index * ring.words
  }

  private baseOf(at: number): number {
    return this.view.offsets.places + at * place.words
  }
}

function homeOf({ words }: KeyDigest): number {
  return words[0] ?? 0
}
