import { authorise, change, current, type Verb } from '../verb.ts'

/** What was still to be delivered to it is not. */
export async function removeExporter(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'settings:manage')
  await change(verb, 'exporter.delete', async (writer) => {
    await writer.remove('exporter', await current(verb, writer, { kind: 'exporter', id, what: 'exporter' }))
  })
  // Nobody sees them any more; what could not be taken away now is no more than a few rows.
  await verb.store.exporters.forget(id).catch(() => undefined)
}
