import { randomBytes } from 'node:crypto'
import { checkAmount, checkLimits, keyOf, refuse, reservable } from './counter-rules.ts'
import type {
  Admission,
  Counter,
  CounterState,
  CounterStore,
  CounterToRead,
  Limit,
  Refused,
  Reservation,
  Settled,
  States,
  Unavailable,
} from './counter-store.ts'
import { KeyDigests } from './key-digests.ts'
import { counterScript, counterScriptSha1 } from './redis-script.ts'
import type { ScriptAnswer, ScriptConnection } from './script-connection.ts'
import { type Abandoned, type Unsettled, UnsettledCalls } from './unsettled-calls.ts'
import { slotMsOf, Windows } from './window.ts'

const script = { text: counterScript, sha1: counterScriptSha1 }
const reading = { ...script, onlyReads: true }
/** How long a charge that is told again is known for what it is. */
const chargeKnownMs = 86_400_000

/**
 * Counters in Redis: what a call needs is one script, one round trip. What was used and could not be told is told again
 * when Redis is back; what cannot be told until then is counted by its estimate, at the end of its lease.
 */
export class RedisCounterStore implements CounterStore {
  private readonly connection: ScriptConnection
  private readonly prefix: string
  private readonly unsettled: UnsettledCalls
  private readonly digests = new KeyDigests()
  private readonly windows = new Windows()
  /** Tells calls of this process from those of others. */
  private readonly process = randomBytes(12).toString('base64url')
  private calls = 0

  constructor(connection: ScriptConnection, name: string) {
    this.connection = connection
    this.prefix = `{${name}}:`
    this.unsettled = new UnsettledCalls((call) => this.tell(call))
    connection.onReady = () => this.unsettled.tellAll()
  }

  async reserve(limits: readonly Limit[], now: number, leaseMs: number): Promise<Admission> {
    checkLimits(limits)
    const record = `${this.prefix}r:${this.process}:${++this.calls}`
    const args = ['reserve', String(now), String(leaseMs)]
    for (const limit of limits) {
      const refusing = limit.limit === null || limit.isSoft === true ? '' : String(limit.limit)
      args.push(...this.window(limit, now), refusing, String(reservable(limit.amount)))
    }
    const call = { record, limits, leaseEndsAt: now + leaseMs }
    const answer = await this.connection.run(script, this.keys(record, limits), args)
    if (answer.kind === 'done') return this.admission(answer.reply, call)
    void this.giveBack(answer, call, now)
    return unavailable(answer)
  }

  async read(counters: readonly CounterToRead[], now: number): Promise<States> {
    const args = ['read', String(now), ...counters.flatMap((counter) => this.window(counter, now))]
    return states(await this.connection.run(reading, this.keys('', counters), args), counters)
  }

  charge(limits: readonly Limit[], at: number): Promise<States> {
    return this.chargeAs('', limits, at)
  }

  /** The same, counted once however often it is told under this name. */
  chargeOnce(name: string, limits: readonly Limit[], at: number): Promise<States> {
    return this.chargeAs(`${this.prefix}a:${this.process}:${name}`, limits, at)
  }

  /** Says that this process counts here, and is believed for so long; 0: it does not any more. How many there are, or null where nobody can say. */
  async present(keptMs: number): Promise<number | null> {
    const args = ['here', '0', this.process, String(keptMs)]
    const answer = await this.connection.run(script, this.keys(`${this.prefix}here`, []), args)
    return answer.kind === 'done' ? (answer.reply[0] ?? null) : null
  }

  async setUsed(counter: Counter, used: number, now: number): Promise<States> {
    checkAmount(used)
    const args = ['set', String(now), ...this.window(counter, now), digits(used)]
    return states(await this.connection.run(script, this.keys('', [counter]), args), [{ ...counter, limit: null }])
  }

  /**
   * For processes that died, once Redis can be reached: settles their reservations, unless that was done before or the lease is over. What else
   * they had set aside is given back.
   */
  settleLeft(left: readonly LeftReservation[], now: number): void {
    for (const { name, ...call } of left) this.unsettled.add({ ...call, record: name, windows: [], isRepeated: true })
    const processes = new Set(left.map(({ name }) => name.slice(0, name.lastIndexOf(':') + 1)))
    for (const abandoned of processes) this.unsettled.add({ abandoned, now })
    this.unsettled.tellAll()
  }

  /** Calls whose usage waits for Redis. */
  get unsettledCalls(): number {
    return this.unsettled.size
  }

  close(): void {
    this.unsettled.close()
    this.connection.close()
  }

  /** For a reservation only: what it used, once it is known. */
  async settle(call: OpenCall, used: readonly number[], now: number): Promise<Settled | Unavailable> {
    used.forEach(checkAmount)
    const unsettled: Unsettled = { ...call, used, now, isRepeated: false }
    const answer = await this.send(unsettled)
    if (answer.kind === 'done') {
      return { kind: 'settled', isLate: answer.reply[0] === 1, states: readStates(answer.reply, 1, call.limits) }
    }
    void this.keep(answer, unsettled)
    return unavailable(answer)
  }

  /** For a reservation only: when its lease ends now; null where it is over or nobody can say. */
  async extend(call: OpenCall, leaseMs: number, now: number): Promise<number | null> {
    const args = ['extend', String(now), String(leaseMs)]
    for (const limit of call.limits) args.push(...this.window(limit, now).slice(0, 2))
    const answer = await this.connection.run(script, this.keys(call.record, call.limits), args)
    return answer.kind === 'done' ? answer.reply[0] || null : null
  }

  private async chargeAs(record: string, limits: readonly Limit[], at: number): Promise<States> {
    checkLimits(limits)
    const args = ['charge', String(at), record === '' ? '' : String(chargeKnownMs)]
    for (const limit of limits) args.push(...this.window(limit, at), digits(limit.amount))
    return states(await this.connection.run(script, this.keys(record, limits), args), limits)
  }

  private admission(reply: readonly number[], call: Omit<OpenCall, 'windows'>): Admission {
    if (reply[0] === 0) return refusal(reply, call.limits)
    const windows = call.limits.map((_, index) => [reply[1 + index * 4] ?? 0, reply[2 + index * 4] ?? 0] as const)
    return new RedisReservation(this, { ...call, windows }, readStates(reply, 1, call.limits))
  }

  /** A reservation that its caller has not waited for must not stay: it is settled with nothing, as soon as that is possible. */
  private async giveBack(answer: ScriptAnswer, call: Omit<OpenCall, 'windows'>, now: number): Promise<void> {
    if (answer.kind === 'not-sent' || answer.kind === 'error') return
    const later = answer.kind === 'slow' ? await answer.later : answer
    if (later.kind === 'error' || (later.kind === 'done' && later.reply[0] === 0)) return
    const nothing: Unsettled = { ...call, windows: [], used: [], now, isRepeated: true }
    void this.keep(await this.send(nothing), nothing)
  }

  /** Keeps what could not be told, unless it turns out that it was. */
  private async keep(answer: ScriptAnswer, call: Unsettled): Promise<void> {
    if (answer.kind === 'done') return
    const later = answer.kind === 'slow' ? await answer.later : answer
    if (later.kind !== 'done') this.unsettled.add({ ...call, isRepeated: call.isRepeated || later.kind === 'unknown' })
  }

  /** True: done, or not to be tried again. */
  private async tell(call: Unsettled | Abandoned): Promise<Unsettled | Abandoned | null> {
    const answer = await ('abandoned' in call ? this.abandon(call) : this.send(call))
    const later = answer.kind === 'slow' ? await answer.later : answer
    if (later.kind === 'done') return null
    if ('abandoned' in call) return call
    return { ...call, isRepeated: call.isRepeated || later.kind === 'unknown' }
  }

  private abandon({ abandoned, now }: Abandoned): Promise<ScriptAnswer> {
    return this.connection.run(script, this.keys('', []), ['abandon', String(now), abandoned])
  }

  private send({ record, limits, windows, leaseEndsAt, used, now, isRepeated }: Unsettled): Promise<ScriptAnswer> {
    const args = ['settle', String(now), String(leaseEndsAt), isRepeated ? '1' : '0']
    for (const [index, limit] of limits.entries()) {
      const [startsAt, endsAt] = windows[index] ?? [0, 0]
      const amounts = [String(reservable(limit.amount)), digits(used[index] ?? 0)]
      args.push(...this.window(limit, now), String(startsAt), String(endsAt), ...amounts)
    }
    return this.connection.run(script, this.keys(record, limits), args)
  }

  /** Kind, and what the script calls a and b. */
  private window(counter: Counter, now: number): readonly [string, string, string] {
    const { period } = counter
    if (period.kind === 'concurrency') return ['o', '0', '0']
    if (period.kind === 'rolling') return ['r', String(slotMsOf(period)), '0']
    const { startsAt, endsAt } = this.windows.at(period, now)
    return ['c', String(startsAt), String(endsAt)]
  }

  private keys(record: string, counters: readonly Counter[]): readonly string[] {
    // In a cluster every key of a script has to have the tag, the one that is not used too.
    const own = record === '' ? `${this.prefix}none` : record
    return [
      `${this.prefix}leases`,
      own,
      ...counters.map((counter) => `${this.prefix}c:${this.digests.of(keyOf(counter)).text}`),
    ]
  }
}

/** A call that was admitted, as its settlement needs to know it. */
export interface OpenCall {
  readonly record: string
  readonly limits: readonly Limit[]
  /** Of each counter, as it was reserved in: begin and end. */
  readonly windows: readonly (readonly [startsAt: number, endsAt: number])[]
  readonly leaseEndsAt: number
}

/** A reservation by the name that it had in the process that made it. */
export interface LeftReservation extends Pick<Unsettled, 'limits' | 'leaseEndsAt' | 'used' | 'now'> {
  readonly name: string
}

class RedisReservation implements Reservation {
  readonly kind = 'reserved'
  readonly sharedName: string
  readonly states: readonly CounterState[]
  private readonly store: RedisCounterStore
  private call: OpenCall
  private settled: Promise<Settled | Unavailable> | null = null

  constructor(store: RedisCounterStore, call: OpenCall, states: readonly CounterState[]) {
    this.store = store
    this.sharedName = call.record
    this.call = call
    this.states = states
  }

  settle(used: readonly number[], now: number): Promise<Settled | Unavailable> {
    this.settled ??= this.store.settle(this.call, used, now)
    return this.settled
  }

  async extend(leaseMs: number, now: number): Promise<boolean> {
    if (this.settled !== null) return false
    const leaseEndsAt = await this.store.extend(this.call, leaseMs, now)
    if (leaseEndsAt !== null) this.call = { ...this.call, leaseEndsAt }
    return leaseEndsAt !== null
  }
}

function refusal(reply: readonly number[], limits: readonly Limit[]): Refused {
  const limit = limits[(reply[1] ?? 0) - 1]
  if (limit === undefined) throw new Error('Redis refuses by a limit that does not exist')
  const [state] = readStates(reply, 2, [limit])
  if (state === undefined) throw new Error('Redis refuses without a counter')
  return refuse(limit, state, state.resetsAt === null ? null : (reply[6] ?? state.resetsAt))
}

function states(answer: ScriptAnswer, counters: readonly CounterToRead[]): States {
  return answer.kind === 'done'
    ? { kind: 'states', states: readStates(answer.reply, 0, counters) }
    : unavailable(answer)
}

/** s, e, u and r of each counter. */
function readStates(reply: readonly number[], from: number, counters: readonly CounterToRead[]): CounterState[] {
  return counters.map(({ limit, period }, index) => {
    const [, endsAt = 0, used = 0, reserved = 0] = reply.slice(from + index * 4)
    return { used, reserved, limit, resetsAt: period.kind === 'concurrency' ? null : endsAt }
  })
}

function unavailable(answer: ScriptAnswer): Unavailable {
  const isSlow = answer.kind === 'slow' || (answer.kind === 'not-sent' && answer.isSlow === true)
  return { kind: 'unavailable', reason: isSlow ? 'slow' : 'away' }
}

/** Amounts may be larger than what prints without an exponent; the counter is full then anyway. */
function digits(amount: number): string {
  return String(Math.min(amount, Number.MAX_SAFE_INTEGER))
}
