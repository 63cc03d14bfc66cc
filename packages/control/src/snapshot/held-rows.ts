import type { Pack } from '../storage/dialects/read-view.ts'
import { identityOf, isFor, type Place, type PlacedRow } from './placed-row.ts'
import { SubscriptionBlocks } from './subscription-blocks.ts'

type Identity = Omit<PlacedRow, 'json'>

/** What one place gets of them. */
export interface RowsOfPlace {
  readonly rows: Iterable<PlacedRow>
  /** Each text is the subscriptions of one message. */
  readonly subscriptions: readonly string[]
}

/** The rows of a snapshot: subscriptions by organisation as blocks, all others by what tells them apart. */
export class HeldRows {
  readonly #rows = new Map<string, PlacedRow>()
  readonly #subscriptions = new Map<string, SubscriptionBlocks>()

  constructor(rows: Iterable<PlacedRow>, subscriptions: readonly Pack[]) {
    for (const pack of subscriptions) this.#of(pack.organisationId).append(pack)
    for (const row of rows) this.set(row)
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0 && this.#subscriptions.size === 0
  }

  /** The text of a row. */
  get(row: Identity): string | undefined {
    if (row.kind !== 'subscription') return this.#rows.get(identityOf(row))?.json
    return this.#subscriptions.get(row.organisationId)?.get(row.id)
  }

  set(row: PlacedRow): void {
    if (row.kind === 'subscription') this.#of(row.organisationId).set(row.id, row.json)
    else this.#rows.set(identityOf(row), row)
  }

  delete(row: Identity): void {
    if (row.kind === 'subscription') this.#subscriptions.get(row.organisationId)?.delete(row.id)
    else this.#rows.delete(identityOf(row))
  }

  /** All but the subscriptions. */
  others(): Iterable<PlacedRow> {
    return this.#rows.values()
  }

  *all(): Generator<PlacedRow> {
    yield* this.#rows.values()
    for (const [organisationId, blocks] of this.#subscriptions)
      for (const [id, json] of blocks.texts())
        yield { organisationId, environmentId: null, kind: 'subscription', id, json }
  }

  /** As they are now, whatever changes while they are taken. */
  of(place: Place): RowsOfPlace {
    const rows = [...this.#rows.values()].filter((row) => isFor(row, place))
    return { rows, subscriptions: this.#subscriptions.get(place.organisationId)?.packed() ?? [] }
  }

  #of(organisationId: string): SubscriptionBlocks {
    const known = this.#subscriptions.get(organisationId)
    if (known !== undefined) return known
    const blocks = new SubscriptionBlocks()
    this.#subscriptions.set(organisationId, blocks)
    return blocks
  }
}
