import {
  checkAmount,
  checkLimits,
  fits,
  isConcurrency,
  isRolling,
  keyOf,
  refusalThatLasts,
  refuse,
  reservable,
  slotsKept,
  slotThatOpens,
} from './counter-rules.ts'
import type {
  Counter,
  CounterState,
  CounterToRead,
  Limit,
  LocalCounterStore,
  LocalReservation,
  LocalSettled,
  Refused,
  SavedCounter,
  SavedPiece,
  States,
  Unavailable,
} from './counter-store.ts'
import { KeyDigests } from './key-digests.ts'
import { header, place } from './shared-layout.ts'
import { SharedMemoryView } from './shared-memory-view.ts'
import { type SharedPart, type SharedReservationName, SharedReservations } from './shared-reservations.ts'
import { restoreCounter, saveCounters } from './shared-saving.ts'
import { SharedTable } from './shared-table.ts'
import { slotMsOf, Windows } from './window.ts'

const full: Unavailable = Object.freeze({ kind: 'unavailable', reason: 'full' })

/** Counters of all threads of one process: one thread is inside at a time, for microseconds. */
export class SharedMemoryCounterStore implements LocalCounterStore {
  private readonly view: SharedMemoryView
  private readonly table: SharedTable
  private readonly reservations: SharedReservations
  private readonly digests = new KeyDigests()
  private readonly windows = new Windows()

  constructor(memory: SharedArrayBuffer) {
    this.view = new SharedMemoryView(memory)
    this.table = new SharedTable(this.view)
    this.reservations = new SharedReservations(this.view)
  }

  reserve(limits: readonly Limit[], now: number, leaseMs: number): LocalReservation | Refused | Unavailable {
    checkLimits(limits)
    return this.view.alone(() => {
      this.expire(now)
      const places = this.open(limits, now)
      if (places === null || this.reservations.isFull) return full
      let refused: Refused | undefined
      for (const [index, limit] of limits.entries()) {
        const at = places[index] ?? -1
        if (fits(this.table.read(at, place.used), this.table.read(at, place.reserved), limit)) continue
        refused = refusalThatLasts(refused, refuse(limit, this.stateAt(at, limit.limit), this.opensAt(at, limit)))
      }
      if (refused !== undefined) return refused
      const parts = limits.map((limit, index): SharedPart => {
        const at = places[index] ?? -1
        const amount = reservable(limit.amount)
        this.table.write(at, place.reserved, this.table.read(at, place.reserved) + amount)
        return { place: at, incarnation: this.table.read(at, place.incarnation), amount }
      })
      const name = this.reservations.write(parts, now + leaseMs)
      this.view.commit()
      const states = parts.map((part, index) => this.stateAt(part.place, limits[index]?.limit ?? null))
      return new SharedReservation(this, { name, parts, limits, states })
    })
  }

  read(counters: readonly CounterToRead[], now: number): States {
    return this.view.alone(() => {
      this.expire(now)
      return { kind: 'states', states: counters.map((counter) => this.stateNow(counter, now)) }
    })
  }

  charge(limits: readonly Limit[], at: number): States {
    checkLimits(limits)
    return this.view.alone(() => {
      const places = this.open(limits, at)
      if (places === null) return full
      for (const [index, limit] of limits.entries()) {
        const found = places[index] ?? -1
        if (this.table.isRolling(found)) this.writeRolling(found, limit.amount, at)
        else if (at >= this.table.read(found, place.startsAt)) this.table.writeUsed(found, limit.amount, 0)
      }
      this.view.commit()
      this.expire(at)
      return { kind: 'states', states: limits.map((limit) => this.stateNow(limit, at)) }
    })
  }

  setUsed(counter: Counter, used: number, now: number): States {
    checkAmount(used)
    return this.view.alone(() => {
      this.expire(now)
      const at = this.openOne(counter, now, [])
      if (at === -1) return full
      this.table.setUsed(at, used)
      return { kind: 'states', states: [this.stateAt(at, null)] }
    })
  }

  get settlements(): number {
    return this.view.alone(() => this.view.getHeader(header.settlements))
  }

  save(now: number): Iterable<SavedPiece> {
    this.view.alone(() => this.expire(now))
    return saveCounters(this.view, this.table, now)
  }

  restore(saved: Iterable<SavedCounter>, now: number): void {
    for (const counter of saved)
      if (counter.endsAt > now) this.view.alone(() => restoreCounter(this.view, this.table, counter, now))
  }

  /** For a reservation only: what it used, once it is known. */
  settle(reservation: SharedReservation, used: readonly number[], now: number): LocalSettled {
    used.forEach(checkAmount)
    const { name, parts, limits } = reservation
    return this.view.alone(() => {
      this.expire(now)
      // A rolling counter may have been forgotten and made anew since; what is counted is counted in the one that is in force.
      const places = limits.map((limit) => (isRolling(limit) ? this.openOne(limit, now, []) : -1))
      const isLate = !this.reservations.isOpen(name)
      for (const [index, part] of parts.entries()) {
        const amount = used[index] ?? 0
        const counted = isLate ? Math.max(0, amount - part.amount) : amount
        if (!isLate) this.writeReleased(part)
        const rolling = places[index] ?? -1
        if (rolling >= 0) this.writeRolling(rolling, counted, now)
        else if (this.isSame(part)) this.table.writeUsed(part.place, counted, 0)
      }
      if (!isLate) this.reservations.writeFree(name.index)
      const number = this.view.getHeader(header.settlements) + 1
      this.view.setHeader(header.settlements, number)
      this.view.commit()
      return { kind: 'settled', states: limits.map((limit) => this.stateNow(limit, now)), isLate, number }
    })
  }

  /** For a reservation only. */
  extend({ name }: SharedReservation, leaseMs: number, now: number): boolean {
    return this.view.alone(() => {
      this.expire(now)
      if (!this.reservations.isOpen(name)) return false
      this.reservations.writeLease(name.index, Math.max(this.reservations.leaseEndsAt(name.index), now + leaseMs))
      this.view.commit()
      return true
    })
  }

  /** The places of the counters, made where there were none; null: there is no room. */
  private open(counters: readonly Counter[], now: number): number[] | null {
    const places: number[] = []
    for (const counter of counters) {
      const at = this.openOne(counter, now, places)
      if (at === -1) return null
      places.push(at)
    }
    return places
  }

  private openOne(counter: Counter, now: number, inUse: readonly number[]): number {
    const digest = this.digests.of(keyOf(counter))
    const found = this.table.find(digest)
    const { period } = counter
    if (period.kind === 'rolling') {
      const slot = Math.floor(now / slotMsOf(period))
      if (found >= 0) this.table.advance(found, slot)
      if (found >= 0) return found
      const at = this.table.claim(digest, now, inUse)
      return at >= 0 && this.table.openRolling(at, slotMsOf(period), slot, now) ? at : -1
    }
    if (found >= 0 && now < this.table.read(found, place.endsAt)) return found
    const at = found >= 0 ? found : this.table.claim(digest, now, inUse)
    if (at === -1) return -1
    if (period.kind === 'concurrency') this.table.openConcurrency(at)
    else this.table.openCalendar(at, this.windows.at(period, now))
    return at
  }

  private expire(now: number): void {
    for (
      let expired = this.reservations.takeExpired(now);
      expired.length > 0;
      expired = this.reservations.takeExpired(now)
    )
      for (const index of expired) {
        const leaseEndsAt = this.reservations.leaseEndsAt(index)
        const parts = this.reservations.parts(index).filter((part) => this.isSame(part))
        for (const part of parts) if (this.table.isRolling(part.place)) this.advanceTo(part.place, leaseEndsAt)
        for (const part of parts) {
          this.writeReleased(part)
          this.table.writeUsed(part.place, part.amount, this.slotAt(part.place, leaseEndsAt))
        }
        this.reservations.writeFree(index)
        this.view.commit()
      }
  }

  private writeReleased(part: SharedPart): void {
    if (!this.isSame(part)) return
    this.table.write(part.place, place.reserved, this.table.read(part.place, place.reserved) - part.amount)
  }

  private writeRolling(at: number, used: number, time: number): void {
    this.table.writeUsed(at, used, this.slotAt(at, time))
  }

  /** Of a rolling window the slot of a time, or its newest one if the clock went back. */
  private slotAt(at: number, time: number): number {
    return this.table.isRolling(at) ? Math.floor(time / this.table.slotMs(at)) : 0
  }

  private advanceTo(at: number, time: number): void {
    this.table.advance(at, this.slotAt(at, time))
  }

  /** Whether a place still has the counter, and of a calendar the window, that a call was admitted under. */
  private isSame({ place: at, incarnation }: SharedPart): boolean {
    return this.table.read(at, place.incarnation) === incarnation
  }

  /** Reading makes no counters. */
  private stateNow(counter: CounterToRead, now: number): CounterState {
    const at = this.table.find(this.digests.of(keyOf(counter)))
    if (at >= 0 && isRolling(counter)) this.advanceTo(at, now)
    if (at >= 0 && (isRolling(counter) || now < this.table.read(at, place.endsAt)))
      return this.stateAt(at, counter.limit)
    return { used: 0, reserved: 0, limit: counter.limit, resetsAt: this.endOfUnused(counter, now) }
  }

  private endOfUnused({ period }: Counter, now: number): number | null {
    if (period.kind === 'concurrency') return null
    if (period.kind !== 'rolling') return this.windows.at(period, now).endsAt
    const slotMs = slotMsOf(period)
    return (Math.floor(now / slotMs) + slotsKept) * slotMs
  }

  private stateAt(at: number, limit: number | null): CounterState {
    const endsAt = this.table.read(at, place.endsAt)
    return {
      used: this.table.read(at, place.used),
      reserved: this.table.read(at, place.reserved),
      limit,
      resetsAt: endsAt === Number.POSITIVE_INFINITY ? null : endsAt,
    }
  }

  private opensAt(at: number, limit: Limit): number | null {
    if (isConcurrency(limit)) return null
    if (!isRolling(limit)) return this.table.read(at, place.endsAt)
    const [used, newest] = [this.table.read(at, place.used), this.table.read(at, place.startsAt)]
    return slotThatOpens(limit, used, newest, (slot) => this.table.amountIn(at, slot)) * this.table.slotMs(at)
  }
}

class SharedReservation implements LocalReservation {
  readonly kind = 'reserved'
  readonly name: SharedReservationName
  readonly parts: readonly SharedPart[]
  readonly limits: readonly Limit[]
  readonly states: readonly CounterState[]
  private readonly store: SharedMemoryCounterStore
  private settled: LocalSettled | null = null

  constructor(store: SharedMemoryCounterStore, call: Pick<SharedReservation, 'name' | 'parts' | 'limits' | 'states'>) {
    this.store = store
    this.name = call.name
    this.parts = call.parts
    this.limits = call.limits
    this.states = call.states
  }

  settle(used: readonly number[], now: number): LocalSettled {
    this.settled ??= this.store.settle(this, used, now)
    return this.settled
  }

  extend(leaseMs: number, now: number): boolean {
    return this.store.extend(this, leaseMs, now)
  }
}
