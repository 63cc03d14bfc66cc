import type { ExporterRecord } from '../../storage/records.ts'
import type { AnalyticsStore, ExporterState } from '../analytics-store.ts'

/** Of one that begins with everything that is kept. */
export const unsent: ExporterState = {
  delivered: 0,
  deadLetters: 0,
  lastError: null,
  lastErrorAt: null,
  lastDeliveryAt: null,
}

/** Where an exporter stands, with the replay that was asked for since it began last. `isMoved`: that is still to be kept. */
export async function startingState(
  ledger: Pick<AnalyticsStore, 'exporterState'>,
  { id, replay }: Pick<ExporterRecord, 'id' | 'replay'>,
): Promise<{ readonly state: ExporterState; readonly isMoved: boolean }> {
  // Kept beside the records: where they are gone, numbers begin anew, and so does it.
  const state = (await ledger.exporterState(id)) ?? unsent
  if (replay === null || replay.id === state.replayId) return { state, isMoved: false }
  // What was not delivered yet is never passed over.
  const delivered = Math.min(state.delivered, replay.after)
  return { state: { ...state, delivered, replayId: replay.id }, isMoved: true }
}
