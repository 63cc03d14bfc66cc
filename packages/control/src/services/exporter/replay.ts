import { randomBytes } from 'node:crypto'
import type { ExporterReplay } from '@tollgate/contract/resources/exporter'
import type { ExporterRecord } from '../../storage/records.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/**
 * Sends again what was taken in with the first call from a moment on, and all behind it. Whoever runs the exporter goes back there, once. What was
 * not delivered yet is never passed over by it.
 */
export async function replayExporter(
  verb: Verb,
  { id, since }: ExporterReplay & { id: string },
): Promise<ExporterRecord> {
  authorise(verb, 'settings:manage')
  const after = await placeBefore(verb, since === null ? null : Date.parse(since))
  return await change(verb, 'exporter.replay', async (writer) => {
    const exporter = await current(verb, writer, { kind: 'exporter', id, what: 'exporter' })
    return await writer.update('exporter', exporter, { replay: { id: randomBytes(8).toString('hex'), after } })
  })
}

async function placeBefore({ analytics, actor }: Verb, since: number | null): Promise<number> {
  if (since === null) return 0
  const first = await analytics.numberSince(actor.organisationId, since)
  return first === null ? ((await analytics.bounds())?.newest ?? 0) : first - 1
}
