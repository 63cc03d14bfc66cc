import { type Kysely, sql } from 'kysely'
import type { Schema } from './database.ts'
import { isStorable } from './record-codec.ts'

export const exporterHealthTable = 'exporter_health'
export const deadLetterTable = 'dead_letter'

/** How an exporter fares, as the process that runs it noted it last. */
export interface NotedHealth {
  readonly exporterId: string
  readonly status: 'delivering' | 'retrying' | 'failing'
  readonly error: string | null
  /** Unix milliseconds. */
  readonly errorAt: number | null
}

/** A call that a target will never take as it is. The record itself is in the store of usage, for as long as that keeps it. */
export interface DeadLetter {
  /** In the ledger. */
  readonly number: number
  readonly recordId: string
  readonly reason: string
  /** Unix milliseconds. */
  readonly at: number
  /** It is to be sent again. */
  readonly isQueued: boolean
}

export interface LetterPage {
  readonly items: readonly DeadLetter[]
  /** The number to go on behind; null: that was all. */
  readonly next: number | null
}

/** Of one exporter; beyond it the oldest are forgotten. */
const lettersMax = 10_000
const rowsAtOnce = 100

/** How exporters fare, and what their targets will never take: seen by every control process. Neither audited nor versioned. */
export class ExporterBook {
  private readonly db: Kysely<Schema>
  private readonly now: () => number
  private readonly lettersMax: number

  constructor(db: Kysely<Schema>, now: () => number, most = lettersMax) {
    this.db = db
    this.now = now
    this.lettersMax = most
  }

  async noteHealth({ exporterId, status, error, errorAt }: NotedHealth): Promise<void> {
    const said = { status, error: storable(error), error_at: errorAt, noted_at: this.now() }
    await this.db
      .insertInto(exporterHealthTable)
      .values({ exporter_id: exporterId, ...said })
      .onConflict((conflict) => conflict.column('exporter_id').doUpdateSet(said))
      .execute()
  }

  async healths(exporterIds: readonly string[]): Promise<NotedHealth[]> {
    if (exporterIds.length === 0) return []
    const rows = await this.db
      .selectFrom(exporterHealthTable)
      .selectAll()
      .where('exporter_id', 'in', exporterIds)
      .execute()
    return rows.map((row) => ({
      exporterId: String(row.exporter_id),
      status: row.status as NotedHealth['status'],
      error: row.error === null ? null : String(row.error),
      errorAt: row.error_at === null ? null : Number(row.error_at),
    }))
  }

  /** One that is there already gets the newer reason, and is not queued any more. */
  async bury(
    exporterId: string,
    letters: readonly Pick<DeadLetter, 'number' | 'recordId'>[],
    why: { readonly reason: string; readonly at: number },
  ): Promise<void> {
    const said = { reason: storable(why.reason) ?? '', at: why.at, is_queued: 0 }
    const rows = letters
      .filter(({ recordId }) => isStorable(recordId))
      .map(({ number, recordId }) => ({ exporter_id: exporterId, number, record_id: recordId, ...said }))
    for (let index = 0; index < rows.length; index += rowsAtOnce)
      await this.db
        .insertInto(deadLetterTable)
        .values(rows.slice(index, index + rowsAtOnce))
        .onConflict((conflict) => conflict.columns(['exporter_id', 'number']).doUpdateSet(said))
        .execute()
    await this.forgetOldest(exporterId)
  }

  /** By their place in the ledger, the oldest first. */
  async letters(exporterId: string, { after, limit }: { after: number; limit: number }): Promise<LetterPage> {
    const rows = await this.db
      .selectFrom(deadLetterTable)
      .selectAll()
      .where('exporter_id', '=', exporterId)
      .where('number', '>', after)
      .orderBy('number')
      .limit(limit + 1)
      .execute()
    const items = rows.slice(0, limit).map(decode)
    return { items, next: rows.length > limit ? (items.at(-1)?.number ?? null) : null }
  }

  /** To be sent again: these, or all. How many there were. */
  async queue(exporterId: string, recordIds: readonly string[] | undefined): Promise<number> {
    const wanted = recordIds?.filter(isStorable)
    if (wanted?.length === 0) return 0
    const all = this.db.updateTable(deadLetterTable).set({ is_queued: 1 }).where('exporter_id', '=', exporterId)
    const some = wanted === undefined ? all : all.where('record_id', 'in', wanted)
    return Number((await some.executeTakeFirst()).numUpdatedRows)
  }

  async queued(exporterId: string, limit: number): Promise<DeadLetter[]> {
    const rows = await this.db
      .selectFrom(deadLetterTable)
      .selectAll()
      .where('exporter_id', '=', exporterId)
      .where('is_queued', '=', 1)
      .orderBy('number')
      .limit(limit)
      .execute()
    return rows.map(decode)
  }

  /** It was taken after all, or nothing can be done about it. */
  async drop(exporterId: string, number: number): Promise<void> {
    await this.db
      .deleteFrom(deadLetterTable)
      .where('exporter_id', '=', exporterId)
      .where('number', '=', number)
      .execute()
  }

  async letterCounts(exporterIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (exporterIds.length === 0) return new Map()
    const rows = await this.db
      .selectFrom(deadLetterTable)
      .select(['exporter_id', (row) => row.fn.countAll().as('count')])
      .where('exporter_id', 'in', exporterIds)
      .groupBy('exporter_id')
      .execute()
    return new Map(rows.map((row) => [String(row.exporter_id), Number(row.count)]))
  }

  /** Everything of an exporter that is gone. */
  async forget(exporterId: string): Promise<void> {
    await this.db.deleteFrom(deadLetterTable).where('exporter_id', '=', exporterId).execute()
    await this.db.deleteFrom(exporterHealthTable).where('exporter_id', '=', exporterId).execute()
  }

  private async forgetOldest(exporterId: string): Promise<void> {
    await sql`delete from dead_letter where exporter_id = ${exporterId} and number <= (select number from dead_letter
      where exporter_id = ${exporterId} order by number desc limit 1 offset ${sql.lit(this.lettersMax)})`.execute(
      this.db,
    )
  }
}

function decode(row: Record<string, unknown>): DeadLetter {
  return {
    number: Number(row.number),
    recordId: String(row.record_id),
    reason: String(row.reason),
    at: Number(row.at),
    isQueued: Number(row.is_queued) === 1,
  }
}

/** What a target says is cut, and told of all the same where no database keeps it. */
function storable(text: string | null): string | null {
  return text === null ? null : text.toWellFormed().replaceAll('\0', '\uFFFD').slice(0, 500).toWellFormed()
}
