import type { ExporterUpdate } from '@tollgate/contract/resources/exporter'
import { sealExporterSecret } from '../../analytics/exporters/exporter-secret.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import type { RecordChanges } from '../../storage/store.ts'
import { invalidField } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'
import { checkExporter, goesElsewhere, nameIsFree } from './check-exporter.ts'

/** What is not given stays. */
export async function updateExporter(
  verb: Verb,
  { id, changes }: { id: string; changes: ExporterUpdate },
): Promise<ExporterRecord> {
  authorise(verb, 'settings:manage')
  return await change(verb, 'exporter.update', async (writer) => {
    const exporter = await current(verb, writer, { kind: 'exporter', id, what: 'exporter' })
    const { name, isPaused, secret } = changes
    if (name !== undefined && name !== exporter.name) await nameIsFree(writer, name)
    return await writer.update('exporter', exporter, {
      ...{ name, isPaused },
      ...checkedSettings(verb, exporter, changes),
      ...(secret === undefined ? {} : sealExporterSecret(verb.vault, id, secret)),
    })
  })
}

function checkedSettings(
  verb: Verb,
  exporter: ExporterRecord,
  { settings, secret }: ExporterUpdate,
): RecordChanges<ExporterRecord> {
  if (settings === undefined) return {}
  if (settings.type !== exporter.type)
    throw invalidField('settings.type', `is ${exporter.type} and stays it: make another exporter for ${settings.type}`)
  if (exporter.sealed !== null && secret === undefined && goesElsewhere(settings, exporter.settings))
    throw invalidField(
      'secret',
      'has to be given again where the address changes: it is sent only where it was meant for',
    )
  checkExporter(verb, settings, exporter.sealed !== null || secret !== undefined)
  return { settings }
}
