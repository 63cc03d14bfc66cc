import type { ExporterBook, NotedHealth } from '../../storage/exporter-book.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import type { AnalyticsStore } from '../analytics-store.ts'
import { startingState } from './starting-state.ts'

export interface DescribedExporter {
  readonly exporter: ExporterRecord
  readonly status: NotedHealth['status'] | 'paused'
  /** The last one, mended or not. */
  readonly error: string | null
  /** Times are Unix milliseconds. */
  readonly errorAt: number | null
  /** Calls that its target will never take as they are, and that nobody has sent again. */
  readonly deadLetters: number
  /** undefined: the store of usage does not answer. */
  readonly progress: ExporterProgress | undefined
}

export interface ExporterProgress {
  readonly lastDeliveryAt: number | null
  /** Every dead letter there ever was. */
  readonly deadLettersInAll: number
  /** Records that it has not passed yet. */
  readonly lagRecords: number
  /** How long ago the oldest call was that is still to be delivered. */
  readonly lagSeconds: number
}

export interface HealthSources {
  readonly book: ExporterBook
  readonly ledger: Pick<AnalyticsStore, 'bounds' | 'exporterState' | 'recordsAfter'>
  readonly now: () => number
}

/** How exporters fare, whichever process runs them. */
export async function describeExporters(
  sources: HealthSources,
  exporters: readonly ExporterRecord[],
): Promise<DescribedExporter[]> {
  const ids = exporters.map(({ id }) => id)
  const healths = new Map((await sources.book.healths(ids)).map((health) => [health.exporterId, health]))
  const letters = await sources.book.letterCounts(ids)
  return await Promise.all(
    exporters.map(async (exporter) => {
      const health = healths.get(exporter.id)
      return {
        exporter,
        status: exporter.isPaused ? 'paused' : (health?.status ?? 'delivering'),
        error: health?.error ?? null,
        errorAt: health?.errorAt ?? null,
        deadLetters: letters.get(exporter.id) ?? 0,
        // Whoever asks is told the rest all the same.
        progress: await progressOf(sources, exporter).catch(() => undefined),
      }
    }),
  )
}

export async function describeExporter(sources: HealthSources, exporter: ExporterRecord): Promise<DescribedExporter> {
  const [described] = await describeExporters(sources, [exporter])
  if (described === undefined) throw new Error('describeExporters leaves nothing out')
  return described
}

async function progressOf({ ledger, now }: HealthSources, exporter: ExporterRecord): Promise<ExporterProgress> {
  const { state } = await startingState(ledger, exporter)
  const bounds = await ledger.bounds()
  const done = { lastDeliveryAt: state.lastDeliveryAt, deadLettersInAll: state.deadLetters }
  const [first] =
    bounds === null || bounds.newest <= state.delivered ? [] : await ledger.recordsAfter(state.delivered, 1)
  if (bounds === null || first === undefined) return { ...done, lagRecords: 0, lagSeconds: 0 }
  const lagSeconds = Math.max(0, Math.round((now() - first.record.at) / 1_000))
  return { ...done, lagRecords: bounds.newest - first.number + 1, lagSeconds }
}
