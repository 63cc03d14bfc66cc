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
import { digestFromText, KeyDigests } from './key-digests.ts'
import { addTo, isOver, type MemoryCounter, moveTo, opensAt, saveSlots, stateOf, usedOf } from './memory-counter.ts'
import { RollingSlots } from './rolling-slots.ts'
import { slotMsOf, Windows } from './window.ts'

export interface MemoryCounterStoreOptions {
  readonly countersMax?: number
  readonly reservationsMax?: number
}

const countersMaxPreset = 1_000_000
const reservationsMaxPreset = 100_000
/** Counters that are looked at for being over: by each call, and by one that finds no room. */
const sweptByCall = 2
const sweptForRoom = 1_000
/** Counters that are looked at for one piece of what is saved. */
const savedAtOnce = 256

const full: Unavailable = Object.freeze({ kind: 'unavailable', reason: 'full' })

/** Counters of one process. JavaScript runs one thing at a time, so a plain loop is an atomic step. */
export class MemoryCounterStore implements LocalCounterStore {
  private readonly counters = new Map<string, MemoryCounter>()
  private readonly open = new Set<MemoryReservation>()
  private readonly digests = new KeyDigests()
  private readonly windows = new Windows()
  private readonly countersMax: number
  private readonly reservationsMax: number
  private sweeping: Iterator<[string, MemoryCounter]> = this.counters.entries()
  settlements = 0
  /** No lease ends before. */
  private earliestLease = Number.POSITIVE_INFINITY

  constructor({ countersMax, reservationsMax }: MemoryCounterStoreOptions = {}) {
    this.countersMax = countersMax ?? countersMaxPreset
    this.reservationsMax = reservationsMax ?? reservationsMaxPreset
  }

  reserve(limits: readonly Limit[], now: number, leaseMs: number): LocalReservation | Refused | Unavailable {
    checkLimits(limits)
    this.expire(now)
    this.makeRoom(limits.length, now)
    if (this.open.size >= this.reservationsMax) return full
    const counters: MemoryCounter[] = []
    let refused: Refused | undefined
    for (const limit of limits) {
      const counter = this.counterOf(limit, now)
      if (counter === null) return full
      counters.push(counter)
      if (!fits(usedOf(counter), counter.reserved, limit))
        refused = refusalThatLasts(refused, refuse(limit, stateOf(counter, limit.limit), opensAt(counter, limit)))
    }
    if (refused !== undefined) return refused
    for (const [index, limit] of limits.entries()) {
      const counter = counters[index]
      if (counter !== undefined) counter.reserved += reservable(limit.amount)
    }
    const states = counters.map((counter, index) => stateOf(counter, limits[index]?.limit ?? null))
    const reservation = new MemoryReservation(this, { limits, counters, states, leaseEndsAt: now + leaseMs })
    this.open.add(reservation)
    if (reservation.leaseEndsAt < this.earliestLease) this.earliestLease = reservation.leaseEndsAt
    return reservation
  }

  read(counters: readonly CounterToRead[], now: number): States {
    this.expire(now)
    return { kind: 'states', states: counters.map((counter) => this.stateNow(counter, now)) }
  }

  charge(limits: readonly Limit[], at: number): States {
    checkLimits(limits)
    this.makeRoom(limits.length, at)
    const counters = limits.map((limit) => this.counterOf(limit, at))
    if (counters.includes(null)) return full
    for (const [index, limit] of limits.entries()) {
      const counter = counters[index]
      if (counter != null && at >= counter.startsAt) addTo(counter, limit.amount, at)
    }
    return this.read(limits, at)
  }

  setUsed(counter: Counter, used: number, now: number): States {
    checkAmount(used)
    this.expire(now)
    this.makeRoom(1, now)
    const kept = this.counterOf(counter, now)
    if (kept === null) return full
    if (kept.slots !== null) kept.slots.set(Math.min(used, Number.MAX_SAFE_INTEGER))
    else if (!isConcurrency(counter)) kept.used = Math.min(used, Number.MAX_SAFE_INTEGER)
    return this.read([{ ...counter, limit: null }], now)
  }

  *save(now: number): Iterable<SavedPiece> {
    this.expire(now)
    let piece: SavedCounter[] = []
    let looked = 0
    for (const [key, counter] of this.counters) {
      const used = usedOf(counter)
      if (used > 0 && now < counter.endsAt)
        piece.push({ key, startsAt: counter.startsAt, endsAt: counter.endsAt, used, ...saveSlots(counter) })
      if (++looked % savedAtOnce !== 0) continue
      yield { settlements: this.settlements, counters: piece }
      piece = []
    }
    if (piece.length > 0) yield { settlements: this.settlements, counters: piece }
  }

  restore(saved: Iterable<SavedCounter>, now: number): void {
    for (const counter of saved) {
      const key = digestFromText(counter.key)?.text
      if (key === undefined || counter.endsAt <= now) continue
      this.makeRoom(1, now)
      this.restoreOne(key, counter)
    }
  }

  /** Counters that are kept. */
  get size(): number {
    return this.counters.size
  }

  /** For a reservation only: what it used, once it is known. */
  settle(reservation: MemoryReservation, used: readonly number[], now: number): LocalSettled {
    used.forEach(checkAmount)
    this.expire(now)
    const number = ++this.settlements
    const { limits, counters } = reservation
    const isLate = !this.open.delete(reservation)
    for (const [index, limit] of limits.entries()) {
      const counter = counters[index]
      if (counter === undefined) continue
      const estimate = reservable(limit.amount)
      const amount = used[index] ?? 0
      if (!isLate) counter.reserved -= estimate
      // A rolling counter may have been forgotten and made anew since; what is counted is counted in the one that is in force.
      const charged = isRolling(limit) ? this.counterOf(limit, now) : counter
      if (charged !== null) addTo(charged, isLate ? Math.max(0, amount - estimate) : amount, now)
    }
    return { kind: 'settled', states: limits.map((limit) => this.stateNow(limit, now)), isLate, number }
  }

  /** For a reservation only. */
  extend(reservation: MemoryReservation, leaseMs: number, now: number): boolean {
    this.expire(now)
    if (!this.open.has(reservation)) return false
    reservation.leaseEndsAt = Math.max(reservation.leaseEndsAt, now + leaseMs)
    return true
  }

  private counterOf(counter: Counter, now: number): MemoryCounter | null {
    const key = this.digests.of(keyOf(counter)).text
    const known = this.counters.get(key)
    if (known !== undefined && now < known.endsAt && known.slots === null) return known
    if (known?.slots != null) {
      moveTo(known, now)
      return known
    }
    if (known === undefined && this.counters.size >= this.countersMax) return null
    const made = this.makeCounter(counter, now)
    this.counters.set(key, made)
    return made
  }

  private makeCounter(counter: Counter, now: number): MemoryCounter {
    const empty = { used: 0, reserved: 0, slots: null }
    const { period } = counter
    switch (period.kind) {
      case 'rolling': {
        const slotMs = slotMsOf(period)
        const made = { ...empty, startsAt: 0, endsAt: 0, slots: new RollingSlots(slotMs, Math.floor(now / slotMs)) }
        moveTo(made, now)
        return made
      }
      case 'concurrency':
        return { ...empty, startsAt: 0, endsAt: Number.POSITIVE_INFINITY }
      default:
        return { ...empty, ...this.windows.at(period, now) }
    }
  }

  /** Reading makes no counters. */
  private stateNow(counter: CounterToRead, now: number): CounterState {
    const known = this.counters.get(this.digests.of(keyOf(counter)).text)
    if (known === undefined || (known.slots === null && now >= known.endsAt))
      return stateOf(this.makeCounter(counter, now), counter.limit)
    if (known.slots !== null) moveTo(known, now)
    return stateOf(known, counter.limit)
  }

  private expire(now: number): void {
    if (now < this.earliestLease) return
    this.earliestLease = Number.POSITIVE_INFINITY
    for (const reservation of this.open) {
      if (reservation.leaseEndsAt <= now) this.expireOne(reservation)
      else if (reservation.leaseEndsAt < this.earliestLease) this.earliestLease = reservation.leaseEndsAt
    }
  }

  private expireOne(reservation: MemoryReservation): void {
    this.open.delete(reservation)
    for (const [index, limit] of reservation.limits.entries()) {
      const counter = reservation.counters[index]
      if (counter === undefined) continue
      const estimate = reservable(limit.amount)
      counter.reserved -= estimate
      addTo(counter, estimate, reservation.leaseEndsAt)
    }
  }

  /** Forgets counters that nobody needs any more, a few with every call: those of ended windows, and those at rest without one. */
  private makeRoom(counters: number, now: number): void {
    const isTight = this.counters.size + counters > this.countersMax
    for (let looked = isTight ? sweptForRoom : sweptByCall; looked > 0; looked--) {
      const next = this.sweeping.next()
      if (next.done === true) {
        this.sweeping = this.counters.entries()
        if (this.counters.size === 0) return
      } else if (isOver(next.value[1], now)) this.counters.delete(next.value[0])
    }
  }

  private restoreOne(key: string, saved: SavedCounter): void {
    const known = this.counters.get(key)
    if (known === undefined && this.counters.size >= this.countersMax) return
    if (saved.slots !== undefined && saved.slotMs !== undefined) {
      const slots = known?.slots ?? new RollingSlots(saved.slotMs, Math.floor(saved.startsAt / saved.slotMs))
      for (const [at, used] of saved.slots) slots.raise(Math.floor(at / saved.slotMs), used)
      if (known === undefined)
        this.counters.set(key, { startsAt: 0, endsAt: saved.endsAt, used: 0, reserved: 0, slots })
    } else if (known === undefined || known.startsAt < saved.startsAt) {
      this.counters.set(key, {
        startsAt: saved.startsAt,
        endsAt: saved.endsAt,
        used: saved.used,
        reserved: 0,
        slots: null,
      })
    } else if (known.startsAt === saved.startsAt) known.used = Math.max(known.used, saved.used)
  }
}

/** A call that outlives its window settles in the window in which it was admitted. */
class MemoryReservation implements LocalReservation {
  readonly kind = 'reserved'
  readonly limits: readonly Limit[]
  readonly counters: readonly MemoryCounter[]
  readonly states: readonly CounterState[]
  leaseEndsAt: number
  private readonly store: MemoryCounterStore
  private settled: LocalSettled | null = null

  constructor(
    store: MemoryCounterStore,
    parts: Pick<MemoryReservation, 'limits' | 'counters' | 'states' | 'leaseEndsAt'>,
  ) {
    this.store = store
    this.limits = parts.limits
    this.counters = parts.counters
    this.states = parts.states
    this.leaseEndsAt = parts.leaseEndsAt
  }

  settle(used: readonly number[], now: number): LocalSettled {
    this.settled ??= this.store.settle(this, used, now)
    return this.settled
  }

  extend(leaseMs: number, now: number): boolean {
    return this.store.extend(this, leaseMs, now)
  }
}
