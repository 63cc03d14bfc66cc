import type { Kysely } from 'kysely'
import type { Schema } from './database.ts'
import { isStorable } from './record-codec.ts'
import { newAlertId } from './record-id.ts'

/** That so much of a limit is used: said once for each window of it. */
export interface RaisedAlert {
  readonly organisationId: string
  readonly counterId: string
  /** All that are passed, in any order. */
  readonly percents: readonly number[]
  /** Unix milliseconds: until then it is not said again. */
  readonly endsAt: number
}

/** One alert on its way to one channel. */
export interface AlertDelivery {
  readonly id: string
  readonly organisationId: string
  readonly channelId: string
  /** JSON. */
  readonly alert: string
  /** That have failed. */
  readonly attempts: number
  /** Unix milliseconds: when it is tried next, by whoever takes it then. */
  readonly dueAt: number
}

export interface AlertChannelState {
  readonly channelId: string
  readonly sentAt: number | null
  readonly failedAt: number | null
  /** Why the last attempt failed; null: it did not. */
  readonly error: string | null
}

/** Which alerts were raised, what is still to be delivered, and how channels fared. Neither audited nor versioned. */
export class AlertBook {
  private readonly db: Kysely<Schema>
  private readonly now: () => number

  constructor(db: Kysely<Schema>, now: () => number) {
    this.db = db
    this.now = now
  }

  /**
   * Notes that these were raised, and what is to be delivered if the highest of them was not before: all of it or nothing, and once,
   * whichever process comes first. Returns what was added.
   */
  raise(
    { organisationId, counterId, percents, endsAt }: RaisedAlert,
    deliveries: readonly Pick<AlertDelivery, 'channelId' | 'alert' | 'dueAt'>[],
  ): Promise<AlertDelivery[]> {
    return this.db.transaction().execute(async (transaction) => {
      let isNew = false
      for (const percent of percents.toSorted((one, other) => one - other)) {
        const claimed = await transaction
          .insertInto('raised_alert')
          .values({ organisation_id: organisationId, counter_id: counterId, percent, ends_at: endsAt })
          .onConflict((conflict) =>
            conflict
              .columns(['organisation_id', 'counter_id', 'percent'])
              .doUpdateSet({ ends_at: endsAt })
              .where('raised_alert.ends_at', '<=', this.now()),
          )
          .executeTakeFirst()
        isNew = Number(claimed.numInsertedOrUpdatedRows ?? 0n) > 0
      }
      if (!isNew || deliveries.length === 0) return []
      const added = deliveries.map((delivery) => ({ ...delivery, id: newAlertId(), organisationId, attempts: 0 }))
      await transaction.insertInto('alert_delivery').values(added.map(encode)).execute()
      return added
    })
  }

  /** What is due, oldest first; each is put off to `until`, and given to one who asks. */
  async takeDue(limit: number, until: number): Promise<AlertDelivery[]> {
    const rows = await this.db
      .selectFrom('alert_delivery')
      .selectAll()
      .where('due_at', '<=', this.now())
      .orderBy('due_at')
      .limit(limit)
      .execute()
    const taken: AlertDelivery[] = []
    for (const delivery of rows.map(decode)) {
      const moved = await this.db
        .updateTable('alert_delivery')
        .set({ due_at: until })
        .where('id', '=', delivery.id)
        .where('due_at', '=', delivery.dueAt)
        .executeTakeFirst()
      if (Number(moved.numUpdatedRows) > 0) taken.push({ ...delivery, dueAt: until })
    }
    return taken
  }

  /** It has arrived, or is given up. */
  async drop(id: string): Promise<void> {
    await this.db.deleteFrom('alert_delivery').where('id', '=', id).execute()
  }

  async putOff(id: string, { attempts, dueAt }: Pick<AlertDelivery, 'attempts' | 'dueAt'>): Promise<void> {
    await this.db.updateTable('alert_delivery').set({ attempts, due_at: dueAt }).where('id', '=', id).execute()
  }

  /** `error` null: it was sent. */
  async noteChannel(channelId: string, error: string | null): Promise<void> {
    const at = this.now()
    const said =
      error === null ? { sent_at: at, error } : { failed_at: at, error: isStorable(error) ? error : 'unknown' }
    await this.db
      .insertInto('alert_channel_state')
      .values({ channel_id: channelId, ...said })
      .onConflict((conflict) => conflict.column('channel_id').doUpdateSet(said))
      .execute()
  }

  async channelStates(channelIds: readonly string[]): Promise<AlertChannelState[]> {
    if (channelIds.length === 0) return []
    const rows = await this.db
      .selectFrom('alert_channel_state')
      .selectAll()
      .where('channel_id', 'in', channelIds)
      .execute()
    return rows.map((row) => ({
      channelId: String(row.channel_id),
      sentAt: timeOf(row.sent_at),
      failedAt: timeOf(row.failed_at),
      error: row.error === null ? null : String(row.error),
    }))
  }

  /** How many alerts wait for each of these channels. */
  async waiting(organisationId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db
      .selectFrom('alert_delivery')
      .select(['channel_id', (row) => row.fn.countAll().as('count')])
      .where('organisation_id', '=', organisationId)
      .groupBy('channel_id')
      .execute()
    return new Map(rows.map((row) => [String(row.channel_id), Number(row.count)]))
  }

  /** Forgets what was raised for windows that are over. */
  async prune(): Promise<void> {
    await this.db.deleteFrom('raised_alert').where('ends_at', '<=', this.now()).execute()
  }
}

function encode({ id, organisationId, channelId, alert, attempts, dueAt }: AlertDelivery) {
  return { id, organisation_id: organisationId, channel_id: channelId, alert, attempts, due_at: dueAt }
}

function decode(row: Record<string, unknown>): AlertDelivery {
  return {
    id: String(row.id),
    organisationId: String(row.organisation_id),
    channelId: String(row.channel_id),
    alert: String(row.alert),
    attempts: Number(row.attempts),
    dueAt: Number(row.due_at),
  }
}

function timeOf(value: unknown): number | null {
  return value === null ? null : Number(value)
}
