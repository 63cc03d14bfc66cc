import type { ApiRecord, ApiRevisionRecord, DeploymentRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { contentOf, type RevisionContent } from '../revision-content.ts'

/** What was deployed last of one API, if anything. */
export async function lastDeployed(reader: Reader, { id }: ApiRecord): Promise<RevisionContent | undefined> {
  return (await contentsOf(reader, await reader.find('deployment', { apiId: id }))).get(id)
}

/** What was deployed last, by API. */
export async function contentsOf(
  reader: Reader,
  deployments: readonly DeploymentRecord[],
): Promise<ReadonlyMap<string, RevisionContent>> {
  const latest = new Map(
    deployments.toSorted((a, b) => a.updatedAt - b.updatedAt).map(({ apiId, revisionId }) => [apiId, revisionId]),
  )
  const revisions: readonly ApiRevisionRecord[] = await reader.find('apiRevision', { id: [...latest.values()] })
  return new Map(revisions.map((revision) => [revision.apiId, contentOf(revision)]))
}
