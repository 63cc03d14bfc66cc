import type { ApiRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { contentOf, type RevisionContent } from './revision-content.ts'

export interface DeployedContent {
  readonly api: ApiRecord
  readonly content: RevisionContent
}

/** What is in force somewhere, each revision once: its API's working copy may be another one by now. */
export async function deployedContents(reader: Reader): Promise<DeployedContent[]> {
  const ids = new Set((await reader.find('deployment', {})).map(({ revisionId }) => revisionId))
  if (ids.size === 0) return []
  const apis = new Map((await reader.find('api', {})).map((api) => [api.id, api]))
  const revisions = await reader.find('apiRevision', { id: [...ids] })
  return revisions.flatMap((revision) => {
    const api = apis.get(revision.apiId)
    return api === undefined ? [] : [{ api, content: contentOf(revision) }]
  })
}
