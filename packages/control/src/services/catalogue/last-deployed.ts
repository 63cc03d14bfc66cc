import type { ApiRecord, ApiRevisionRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { contentOf, type RevisionContent } from '../revision-content.ts'

/** What was deployed last, by API. */
export async function lastDeployed(
  reader: Reader,
  apis: readonly ApiRecord[],
): Promise<ReadonlyMap<string, RevisionContent>> {
  const deployments = await reader.find('deployment', { apiId: apis.map(({ id }) => id) })
  const latest = new Map(
    deployments.sort((a, b) => a.updatedAt - b.updatedAt).map(({ apiId, revisionId }) => [apiId, revisionId]),
  )
  const revisions: readonly ApiRevisionRecord[] = await reader.find('apiRevision', { id: [...latest.values()] })
  return new Map(revisions.map((revision) => [revision.apiId, contentOf(revision)]))
}
