import { setTimeout as sleep } from 'node:timers/promises'
import type { CounterReport } from '@tollgate/contract/counter-report'
import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import type { CounterStateRecord, CounterStates, CounterStatesWhere } from '../storage/counter-states.ts'
import { combineStates, type Standing } from './combine-states.ts'

interface LiveCountersOptions {
  readonly states: CounterStates
  readonly log: Pick<Logger, 'error'>
  /** Unix milliseconds. */
  now(): number
  readonly keepEveryMs?: number
  readonly waitingMax?: number
}

interface Reporter {
  readonly organisationId: string
  readonly gatewayId: string
}

/** How limits stand, of one organisation, that were heard of since this was last called. */
export type OnHeard = (organisationId: string, standings: readonly Standing[]) => Promise<void>

/** What is heard is written this often, whatever is heard in between, and looked at for alerts. */
const keepEveryMs = 2_000
/** States that wait to be written; the oldest is let go beyond it, for each is told anew when it changes. */
const waitingMax = 50_000
/** Written and looked at in one go. */
const sliceRecords = 200

/**
 * How limits stand, as gateways tell it: heard at once, and written every two seconds for the other processes on this store. What is read is
 * what is written with what was heard since.
 */
export class LiveCounters {
  private readonly options: LiveCountersOptions
  private waiting = new Map<string, CounterStateRecord>()
  private readonly ending = new AbortController()
  private ended: Promise<void> = Promise.resolve()

  constructor(options: LiveCountersOptions) {
    this.options = options
  }

  /** Begins to write what is heard; without it, nothing is. */
  start(onHeard: OnHeard): void {
    this.ended = this.run(onHeard)
  }

  async close(): Promise<void> {
    this.ending.abort()
    await this.ended
  }

  note({ organisationId, gatewayId }: Reporter, { counting, counters }: CounterReport): void {
    const { now, waitingMax: most = waitingMax } = this.options
    const heardAt = now()
    const from = counting === 'together' ? '' : gatewayId
    for (const counter of counters) {
      // A number comes from another machine: a time to come would keep it in front for ever.
      const at = Math.min(counter.at, heardAt)
      const record = { organisationId, gatewayId: from, counter: { ...counter, at } }
      const key = keyOf(record)
      const known = this.waiting.get(key)
      if (known !== undefined && known.counter.at > at) continue
      if (known === undefined && this.waiting.size >= most) this.letOldestGo()
      this.waiting.set(key, record)
    }
  }

  /** By the name of each limit of which anything is known. */
  async read(organisationId: string, where: CounterStatesWhere): Promise<Map<string, Standing>> {
    // Before the store is asked: what is written meanwhile is found twice rather than never.
    const heard = [...this.waiting.values()]
    const kept = await this.options.states.find(organisationId, where)
    const isAsked = askedBy(where)
    const fresh = heard.filter((record) => record.organisationId === organisationId && isAsked(record))
    return combineStates([...kept, ...fresh], this.options.now())
  }

  /** Writes what waits, and says how it stands. */
  async keep(onHeard: OnHeard): Promise<void> {
    const records = [...this.waiting.values()]
    for (let index = 0; index < records.length; index += sliceRecords) {
      const slice = records.slice(index, index + sliceRecords)
      await this.options.states.note(slice)
      for (const record of slice) if (this.waiting.get(keyOf(record)) === record) this.waiting.delete(keyOf(record))
      for (const [organisationId, ofOne] of Map.groupBy(slice, (record) => record.organisationId)) {
        const standings = await this.read(organisationId, {
          counterIds: unique(ofOne.map(({ counter }) => counter.id)),
        })
        await onHeard(organisationId, [...standings.values()])
      }
    }
  }

  private async run(onHeard: OnHeard): Promise<void> {
    const { signal } = this.ending
    const { log, keepEveryMs: everyMs = keepEveryMs } = this.options
    do {
      await sleep(everyMs, undefined, { signal }).catch(() => {})
      await this.keep(onHeard).catch((error: unknown) =>
        log.error({ reason: failureReason(error) }, 'how limits stand could not be written; it is tried again'),
      )
    } while (!signal.aborted)
  }

  private letOldestGo(): void {
    const [oldest] = this.waiting.keys()
    if (oldest !== undefined) this.waiting.delete(oldest)
  }
}

function askedBy(where: CounterStatesWhere): (record: CounterStateRecord) => boolean {
  if ('ownerIds' in where) {
    const owners = new Set(where.ownerIds)
    return ({ counter }) => owners.has(counter.ownerId)
  }
  const counters = new Set(where.counterIds)
  return ({ counter }) => counters.has(counter.id)
}

function keyOf({ organisationId, gatewayId, counter }: CounterStateRecord): string {
  return `${organisationId}\n${gatewayId}\n${counter.id}`
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
