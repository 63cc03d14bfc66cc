import { header, part, reservation } from './shared-layout.ts'
import type { SharedMemoryView } from './shared-memory-view.ts'

/** What a call holds of one counter. */
export interface SharedPart {
  readonly place: number
  readonly incarnation: number
  readonly amount: number
}

/** An open call: where it lies, and the number by which it is told from the next one there. */
export interface SharedReservationName {
  readonly index: number
  readonly id: number
}

/** Open calls in shared memory, with what they hold: whoever comes by after the end of their lease finds them. */
export class SharedReservations {
  private readonly view: SharedMemoryView

  constructor(view: SharedMemoryView) {
    this.view = view
  }

  get isFull(): boolean {
    const used = this.view.getHeader(header.reservationsUsed)
    return this.view.getHeader(header.freeReservation) === 0 && used === this.view.sizes.reservations
  }

  isOpen({ index, id }: SharedReservationName): boolean {
    return this.view.get(this.baseOf(index) + reservation.id) === id
  }

  leaseEndsAt(index: number): number {
    return this.view.get(this.baseOf(index) + reservation.leaseEndsAt)
  }

  /** Waits for the commit of the caller, who has seen that it is not full. */
  write(parts: readonly SharedPart[], leaseEndsAt: number): SharedReservationName {
    const id = this.view.getHeader(header.lastReservation) + 1
    this.view.setHeader(header.lastReservation, id)
    const index = this.writeTaken()
    const base = this.baseOf(index)
    this.view.set(base + reservation.id, id)
    this.view.set(base + reservation.parts, parts.length)
    for (const [number, { place, incarnation, amount }] of parts.entries()) {
      const at = base + reservation.firstPart + number * reservation.partWords
      this.view.set(at + part.place, place)
      this.view.set(at + part.incarnation, incarnation)
      this.view.set(at + part.amount, amount)
    }
    this.writeLease(index, leaseEndsAt)
    return { index, id }
  }

  writeLease(index: number, leaseEndsAt: number): void {
    this.view.set(this.baseOf(index) + reservation.leaseEndsAt, leaseEndsAt)
    if (leaseEndsAt < this.view.getHeader(header.earliestLease)) this.view.setHeader(header.earliestLease, leaseEndsAt)
  }

  writeFree(index: number): void {
    const base = this.baseOf(index)
    this.view.set(base + reservation.id, 0)
    this.view.set(base + reservation.parts, this.view.getHeader(header.freeReservation))
    this.view.setHeader(header.freeReservation, index + 1)
  }

  parts(index: number): SharedPart[] {
    const base = this.baseOf(index)
    return Array.from({ length: this.view.get(base + reservation.parts) }, (_, number) => {
      const at = base + reservation.firstPart + number * reservation.partWords
      const get = (word: number) => this.view.get(at + word)
      return { place: get(part.place), incarnation: get(part.incarnation), amount: get(part.amount) }
    })
  }

  /** Those whose lease is over, and from when on there may be more of them. Nothing is looked through before there may be one. */
  takeExpired(now: number): readonly number[] {
    if (now < this.view.getHeader(header.earliestLease)) return []
    const expired: number[] = []
    let earliest = Number.POSITIVE_INFINITY
    for (let index = 0; index < this.view.getHeader(header.reservationsUsed); index++) {
      if (this.view.get(this.baseOf(index) + reservation.id) === 0) continue
      const endsAt = this.leaseEndsAt(index)
      if (endsAt <= now) expired.push(index)
      else if (endsAt < earliest) earliest = endsAt
    }
    if (expired.length === 0) {
      this.view.setHeader(header.earliestLease, earliest)
      this.view.commit()
    }
    return expired
  }

  private writeTaken(): number {
    const first = this.view.getHeader(header.freeReservation)
    if (first > 0) {
      this.view.setHeader(header.freeReservation, this.view.get(this.baseOf(first - 1) + reservation.parts))
      return first - 1
    }
    const used = this.view.getHeader(header.reservationsUsed)
    this.view.setHeader(header.reservationsUsed, used + 1)
    return used
  }

  private baseOf(index: number): number {
    return this.view.offsets.reservations + index * reservation.words
  }
}
