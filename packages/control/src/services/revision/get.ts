import { apiToRead } from '../api-access.ts'
import { readerOf, type Verb } from '../verb.ts'
import { environmentsOf, findRevision, type PlacedRevision } from './find-revision.ts'

export async function getRevision(
  verb: Verb,
  { apiId, revisionId }: { apiId: string; revisionId: string },
): Promise<PlacedRevision> {
  const reader = readerOf(verb)
  const revision = await findRevision(reader, await apiToRead(verb, reader, apiId), revisionId)
  return { revision, environmentIds: await environmentsOf(reader, revision) }
}
