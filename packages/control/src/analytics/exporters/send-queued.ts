import type { DeadLetter, ExporterBook } from '../../storage/exporter-book.ts'
import type { AnalyticsStore } from '../analytics-store.ts'
import type { Exporter } from './exporter.ts'

interface QueueOptions {
  readonly id: string
  readonly organisationId: string
  readonly exporter: Exporter
  readonly book: Pick<ExporterBook, 'queued' | 'drop' | 'bury'>
  readonly ledger: Pick<AnalyticsStore, 'record'>
  readonly now: () => number
}

const atOnce = 50
/** After a target did not take one. */
const pauseMs = 30_000

/**
 * Sends dead letters that somebody has put back, one by one: it is called between two chunks, so that nothing else is being sent meanwhile. What is
 * not taken now stays queued, and holds up nothing behind it.
 */
export function queueSender(options: QueueOptions): (signal: AbortSignal) => Promise<void> {
  let notBefore = 0
  return async (signal) => {
    if (options.now() < notBefore) return
    for (const letter of await options.book.queued(options.id, atOnce)) {
      if (signal.aborted) return
      if (await sendOne(options, letter, signal)) continue
      notBefore = options.now() + pauseMs
      return
    }
  }
}

/** False: the target takes nothing now. */
async function sendOne(options: QueueOptions, letter: DeadLetter, signal: AbortSignal): Promise<boolean> {
  const { id, organisationId, exporter, book, ledger, now } = options
  const stored = await ledger.record(organisationId, letter.recordId)
  if (stored === undefined) {
    await book.bury(id, [letter], { reason: 'Its record is not kept any more: it cannot be sent.', at: now() })
    return true
  }
  const text = exporter.encode(stored)
  const record = { number: stored.number, id: stored.record.id, at: stored.record.at }
  const outcome = text === undefined ? undefined : await exporter.send({ records: [{ ...record, text }] }, signal)
  if (outcome === undefined || outcome.kind === 'acked') await book.drop(id, letter.number)
  else if (outcome.kind === 'drop') await book.bury(id, [letter], { reason: outcome.reason, at: now() })
  else return false
  return true
}
