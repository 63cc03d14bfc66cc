import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import type { Store } from '../storage/store.ts'
import type { SnapshotPublisher } from './publish.ts'
import type { SnapshotSource } from './snapshot-source.ts'

export interface SnapshotFeedOptions {
  readonly store: Store
  readonly source: SnapshotSource
  readonly publisher: SnapshotPublisher
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** How often changes of other processes are looked for. */
  readonly pollMs?: number
}

const pollMsPreset = 200

/** Brings what is committed to the publisher: at once what this process changed, within a moment what another one did. */
export class SnapshotFeed {
  readonly #options: SnapshotFeedOptions
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  #running: Promise<void> | undefined
  #again = false
  #isAway = false
  #isClosed = false

  private constructor(options: SnapshotFeedOptions) {
    this.#options = options
    this.#unsubscribe = options.store.onChange(() => this.#stir())
    this.#timer = setInterval(() => this.#stir(), options.pollMs ?? pollMsPreset)
  }

  /** Reads everything once; resolves when the publisher holds it. */
  static async start(options: SnapshotFeedOptions): Promise<SnapshotFeed> {
    await loadAll(options)
    return new SnapshotFeed(options)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#unsubscribe()
    await this.#running
  }

  /** One at a time; what comes meanwhile is looked for once more afterwards. */
  #stir(): void {
    if (this.#isClosed) return
    if (this.#running !== undefined) {
      this.#again = true
      return
    }
    this.#running = this.#catchUp().finally(() => {
      this.#running = undefined
      if (!this.#again) return
      this.#again = false
      this.#stir()
    })
  }

  async #catchUp(): Promise<void> {
    const { log } = this.#options
    try {
      await bringUp(this.#options)
      if (this.#isAway) log.info('the store answers again')
      this.#isAway = false
    } catch (error) {
      if (!this.#isAway)
        log.error(
          { reason: failureReason(error) },
          'changes cannot be read from the store; gateways keep what they have',
        )
      this.#isAway = true
    }
  }
}

async function loadAll({ store, source, publisher }: SnapshotFeedOptions): Promise<void> {
  // Read first: what is committed while the rows are read comes again as a change.
  const version = await store.version()
  const { rows, subscriptions } = await source.everything()
  publisher.replace(rows, Math.max(version, 1), subscriptions)
}

async function bringUp(options: SnapshotFeedOptions): Promise<void> {
  const { store, source, publisher, log } = options
  const version = await store.version()
  if (version <= publisher.version) return
  const touched = await store.touchedAfter(publisher.version)
  if (touched === undefined) return await loadAll(options)
  const change = await source.changeOf(touched)
  const { upserts, deletes } = publisher.apply(change, version)
  if (upserts.length + deletes.length === 0) return
  log.info({ version, changed: upserts.length, deleted: deletes.length }, 'a change is in force')
}
