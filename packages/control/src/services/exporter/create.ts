import type { ExporterCreate } from '@tollgate/contract/resources/exporter'
import { sealExporterSecret } from '../../analytics/exporters/exporter-secret.ts'
import { unsent } from '../../analytics/exporters/starting-state.ts'
import { newRecordId } from '../../storage/record-id.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { checkExporter, nameIsFree } from './check-exporter.ts'

const exportersMax = 20

export async function createExporter(verb: Verb, input: ExporterCreate): Promise<ExporterRecord> {
  authorise(verb, 'settings:manage')
  const { name, settings, secret, isPaused, startsAt } = input
  checkExporter(verb, settings, secret !== undefined)
  const id = newRecordId('exporter')
  if (startsAt === 'now') await beginNow(verb, id)
  return await change(verb, 'exporter.create', async (writer) => {
    await nameIsFree(writer, name)
    await roomFor(writer, 'exporter', { what: 'exporters', most: exportersMax })
    return await writer.insert('exporter', {
      ...{ id, name, type: settings.type, settings, isPaused },
      ...(secret === undefined ? { sealed: null, lastFour: null } : sealExporterSecret(verb.vault, id, secret)),
      replay: null,
    })
  })
}

/** It has nothing to send of what is there already. */
async function beginNow({ analytics }: Verb, id: string): Promise<void> {
  const bounds = await analytics.bounds()
  if (bounds !== null) await analytics.keepExporterState(id, { ...unsent, delivered: bounds.newest })
}
