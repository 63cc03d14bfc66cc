import type { ToldCounter } from '@tollgate/contract/counter-report'
import { type Kysely, sql } from 'kysely'
import type { Schema } from './database.ts'
import { isStorable } from './record-codec.ts'

export const counterStateTable = 'counter_state'

/** How a limit stands, as one gateway said it last. */
export interface CounterStateRecord {
  readonly organisationId: string
  /** The gateway that counts alone; empty: all of them, who count together. */
  readonly gatewayId: string
  readonly counter: ToldCounter
}

/** By the subscriptions and quotas that the limits are of, or by the limits themselves. */
export type CounterStatesWhere = { readonly ownerIds: readonly string[] } | { readonly counterIds: readonly string[] }

const rowsAtOnce = 100
/** `concurrency` has no window: what was said of it is forgotten after this. */
const endlessMs = 86_400_000

/** What gateways said of their counters, one row for each gateway and counter. Neither audited nor versioned. */
export class CounterStates {
  private readonly db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.db = db
  }

  /** What is older than what is there changes nothing. */
  async note(records: readonly CounterStateRecord[]): Promise<void> {
    // In one order everywhere, so that two processes do not wait for each other.
    const rows = records
      .map(encode)
      .filter((row) => Object.values(row).every(isStorable))
      .toSorted(byKey)
    for (let index = 0; index < rows.length; index += rowsAtOnce)
      await this.db
        .insertInto(counterStateTable)
        .values(rows.slice(index, index + rowsAtOnce))
        .onConflict((conflict) =>
          conflict
            .columns(['organisation_id', 'counter_id', 'gateway_id'])
            .doUpdateSet((row) => ({
              owner_id: row.ref('excluded.owner_id'),
              at: row.ref('excluded.at'),
              ends_at: row.ref('excluded.ends_at'),
              state: row.ref('excluded.state'),
            }))
            .whereRef('counter_state.at', '<=', sql.ref('excluded.at')),
        )
        .execute()
  }

  async find(organisationId: string, where: CounterStatesWhere): Promise<CounterStateRecord[]> {
    const [column, values] =
      'ownerIds' in where ? (['owner_id', where.ownerIds] as const) : (['counter_id', where.counterIds] as const)
    const found: CounterStateRecord[] = []
    for (let index = 0; index < values.length; index += rowsAtOnce) {
      const slice = values.slice(index, index + rowsAtOnce).filter(isStorable)
      if (slice.length === 0) continue
      const rows = await this.db
        .selectFrom(counterStateTable)
        .select(['organisation_id', 'gateway_id', 'state'])
        .where('organisation_id', '=', organisationId)
        .where(column, 'in', slice)
        .execute()
      found.push(...rows.map(decode))
    }
    return found
  }

  /** Windows that are over. */
  async prune(now: number): Promise<void> {
    await this.db.deleteFrom(counterStateTable).where('ends_at', '<', now).execute()
  }
}

type Row = ReturnType<typeof encode>

function encode({ organisationId, gatewayId, counter }: CounterStateRecord) {
  return {
    organisation_id: organisationId,
    counter_id: counter.id,
    gateway_id: gatewayId,
    owner_id: counter.ownerId,
    at: counter.at,
    ends_at: counter.resetsAt ?? counter.at + endlessMs,
    state: JSON.stringify(counter),
  }
}

function byKey(one: Row, other: Row): number {
  return keyOf(one) < keyOf(other) ? -1 : 1
}

function keyOf(row: Row): string {
  return `${row.organisation_id}\n${row.counter_id}\n${row.gateway_id}`
}

function decode(row: Record<string, unknown>): CounterStateRecord {
  return {
    organisationId: String(row.organisation_id),
    gatewayId: String(row.gateway_id),
    counter: JSON.parse(String(row.state)) as ToldCounter,
  }
}
