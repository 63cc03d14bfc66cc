import type { ExporterState } from '../analytics-store.ts'
import { readNote, writeNote } from './notes.ts'
import type { Sql } from './sql.ts'

export async function exporterState(sql: Sql, exporter: string): Promise<ExporterState | undefined> {
  const kept = await readNote(sql, nameOf(exporter))
  // Written by us alone.
  return kept === undefined ? undefined : JSON.parse(kept)
}

export function keepExporterState(sql: Sql, exporter: string, state: ExporterState): Promise<void> {
  return sql.change((inside) => writeNote(inside, nameOf(exporter), JSON.stringify(state)))
}

function nameOf(exporter: string): string {
  return `exporter ${exporter}`
}
