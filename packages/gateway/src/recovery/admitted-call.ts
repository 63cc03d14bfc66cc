import type { UsageRecord } from '@tollgate/contract/usage-record'
import { z } from 'zod'
import type { Limit } from '../counters/counter-store.ts'
import type { Period } from '../counters/window.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { agentOf, whoCalledWhat } from '../pipeline/make-record.ts'
import { expectedUsage, moneyOf } from '../quota/amounts.ts'

/** What was asked of the counters for a call. */
export interface AskedOf {
  readonly limits: readonly Limit[]
  /** Unix milliseconds. */
  readonly at: number
  readonly leaseMs: number
}

/** And what they call it, where they outlive this process. */
interface NotedReservation extends AskedOf {
  readonly reservation?: string | undefined
}

const length = { unit: z.enum(['second', 'minute', 'hour', 'day', 'week', 'month']), count: z.int().positive() }
const periodSchema = z.union([
  z.object({ kind: z.literal('concurrency') }),
  z.object({ kind: z.literal('rolling'), ...length }),
  z.object({ kind: z.literal('calendar').exactOptional(), ...length, timeZone: z.string().exactOptional() }),
])

/** A call that has reserved something, as it is noted before its provider is called. */
export const admittedCallSchema = z.object({
  id: z.string(),
  /** Which of the call's reservations, from 0. */
  n: z.int().nonnegative(),
  at: z.int(),
  /** When its lease ends. */
  ends: z.int(),
  limits: z.array(
    z.object({
      id: z.string(),
      period: periodSchema,
      limit: z.int().nonnegative().nullable(),
      amount: z.int().nonnegative(),
    }),
  ),
  /** Its name in counters that outlive the process that reserved. */
  reservation: z.string().optional(),
  /** Of its record what is known by now: read only where there will be no other. */
  who: z.unknown(),
  call: z.unknown(),
  /** Its thread died, and its record is written: what is left is to count it when its lease ends. */
  booked: z.literal(true).optional(),
})
export type AdmittedCall = z.infer<typeof admittedCallSchema>

/** Writes down admitted calls, in JSON that is put together from pieces: most of it is the same from call to call. */
export class AdmittedCallWriter {
  private readonly callers = new WeakMap<Exchange['caller']['key'], KnownCaller>()
  private readonly periods = new WeakMap<Period, string>()

  write(x: Exchange, n: number, { limits, at, leaseMs, reservation }: NotedReservation): string {
    const texts = limits.map((limit) => this.limitText(limit)).join()
    const call = JSON.stringify(knownOf(x))
    const id = JSON.stringify(x.id)
    const name = reservation === undefined ? '' : `"reservation":${JSON.stringify(reservation)},`
    return `{"id":${id},"n":${n},${name}"at":${at},"ends":${at + leaseMs},"limits":[${texts}],"who":${this.whoText(x)},"call":${call}}`
  }

  private limitText({ id, period, limit, amount }: Limit): string {
    let text = this.periods.get(period)
    if (text === undefined) {
      text = JSON.stringify(period)
      this.periods.set(period, text)
    }
    return `{"id":${JSON.stringify(id)},"period":${text},"limit":${limit},"amount":${amount}}`
  }

  private whoText(x: Exchange): string {
    const { api, caller } = x
    const known = this.callers.get(caller.key)
    if (known !== undefined && known.api === api && isSameCaller(known.caller, caller)) return known.text
    const text = JSON.stringify(whoCalledWhat(x))
    this.callers.set(caller.key, { api, caller, text })
    return text
  }
}

/** The record of a call of which nothing more was heard. */
export function recordOf({ id, who, call }: AdmittedCall): unknown {
  return {
    ...{ v: 1, id, outcome: 'failed', status: 0, refusal: null, attempts: [], verdicts: [] },
    ...{ responseBytes: 0, firstByteMs: null, totalMs: 0 },
    ...objectOf(who),
    ...objectOf(call),
  }
}

interface KnownCaller {
  readonly api: Exchange['api']
  readonly caller: Exchange['caller']
  readonly text: string
}

function isSameCaller(one: Exchange['caller'], other: Exchange['caller']): boolean {
  return one.application === other.application && one.subscription === other.subscription && one.plan === other.plan
}

type KnownOfCall = Pick<
  UsageRecord,
  | 'at'
  | 'protocol'
  | 'operation'
  | 'model'
  | 'stream'
  | 'agent'
  | 'usage'
  | 'cost'
  | 'unpriced'
  | 'requestBytes'
  | 'configVersion'
>

function knownOf(x: Exchange): KnownOfCall {
  const usage = expectedUsage(x)
  return {
    at: x.at,
    protocol: x.protocol.name,
    operation: x.operation,
    model: { asked: x.modelAsked, served: null },
    stream: x.stream,
    agent: agentOf(x),
    usage,
    ...moneyOf(x, usage),
    requestBytes: x.requestBytes,
    configVersion: x.configVersion,
  }
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
