import { apiToRead } from '../api-access.ts'
import { newestFirst } from '../deploy-revision.ts'
import { readerOf, type Verb } from '../verb.ts'
import type { PlacedRevision } from './find-revision.ts'

/** The newest first. */
export async function listRevisions(verb: Verb, apiId: string): Promise<readonly PlacedRevision[]> {
  const reader = readerOf(verb)
  const api = await apiToRead(verb, reader, apiId)
  const deployments = await reader.find('deployment', { apiId: api.id })
  return (await newestFirst(reader, api.id)).map((revision) => ({
    revision,
    environmentIds: deployments
      .filter(({ revisionId }) => revisionId === revision.id)
      .map(({ environmentId }) => environmentId),
  }))
}
