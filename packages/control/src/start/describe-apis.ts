import type { ControlReady } from '@tollgate/contract/process-messages'
import { apiRowSchema } from '@tollgate/contract/snapshot'
import type { SnapshotPublisher } from '../snapshot/publish.ts'

/** The deployed APIs, as a start tells of them; of one that is in several environments the first. */
export function describeApis(publisher: SnapshotPublisher): ControlReady['apis'] {
  const apis = new Map<string, ControlReady['apis'][number]>()
  for (const { kind, id, json } of publisher.rowsButSubscriptions()) {
    if (kind !== 'api' || apis.has(id)) continue
    const { name, context, version, state, endpoints } = apiRowSchema.parse(JSON.parse(json))
    apis.set(id, { name, context, version, state, demo: endpoints.some(({ demo }) => demo) })
  }
  return [...apis.values()]
}
