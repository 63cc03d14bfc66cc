import type { Reservation, Settled } from '../counters/counter-store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import { AdmittedCallWriter, type AskedOf } from '../recovery/admitted-call.ts'
import type { AdmittedJournal } from '../recovery/admitted-journal.ts'

/** Where reservations are noted before their provider is called. */
export interface CallJournal {
  /**
   * Notes one. What it gives back stands for it, and remembers what the call was charged. A refusal where it cannot be noted and the call is under a hard
   * limit: after a crash nobody would know of it. Then nothing stays reserved.
   */
  note(x: Exchange, asked: AskedOf, reservation: Reservation): Reservation | Refusal
}

export function createCallJournal(journal: Pick<AdmittedJournal, 'admitted'>): CallJournal {
  const writer = new AdmittedCallWriter()
  return {
    note(x, asked, reservation) {
      const n = x.reservations++
      if (journal.admitted(x.id, writer.write(x, n, { ...asked, reservation: reservation.sharedName })))
        return new NotedReservation(x, n, reservation)
      const { limits, at } = asked
      if (limits.every(({ limit, isSoft }) => limit === null || isSoft === true)) return reservation
      const nothing = limits.map(() => 0)
      void reservation.settle(nothing, at)
      return refuse(
        'store_unavailable',
        'Tollgate cannot write down what calls use, because its disk takes nothing: until it does, calls under a limit are not taken. Tell an administrator.',
      )
    },
  }
}

class NotedReservation implements Reservation {
  readonly kind = 'reserved'
  readonly states: Reservation['states']
  private readonly x: Exchange
  private readonly n: number
  private readonly reservation: Reservation
  private isSettled = false

  constructor(x: Exchange, n: number, reservation: Reservation) {
    this.x = x
    this.n = n
    this.reservation = reservation
    this.states = reservation.states
  }

  settle(used: readonly number[], now: number): ReturnType<Reservation['settle']> {
    const settled = this.reservation.settle(used, now)
    if (!this.isSettled) this.x.charged.push({ n: this.n, at: now, used: [...used], ...numberOf(settled) })
    this.isSettled = true
    return settled
  }

  extend(leaseMs: number, now: number): boolean | Promise<boolean> {
    return this.reservation.extend(leaseMs, now)
  }
}

/** Of counters that end with the process. */
function numberOf(settled: ReturnType<Reservation['settle']>): { s?: number; late?: true } {
  if (settled instanceof Promise || settled.kind !== 'settled') return {}
  const { isLate, number }: Settled & { number?: number } = settled
  return { ...(number === undefined ? {} : { s: number }), ...(isLate ? { late: true } : {}) }
}
