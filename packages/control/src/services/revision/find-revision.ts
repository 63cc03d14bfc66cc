import type { ApiRecord, ApiRevisionRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { notFound } from '../problem.ts'

export async function findRevision(reader: Reader, api: ApiRecord, id: string): Promise<ApiRevisionRecord> {
  const revision = await reader.get('apiRevision', id)
  if (revision === undefined || revision.apiId !== api.id) throw notFound('revision', id)
  return revision
}

/** A revision, and the environments that have it. */
export interface PlacedRevision {
  readonly revision: ApiRevisionRecord
  readonly environmentIds: readonly string[]
}

export async function environmentsOf(reader: Reader, { id }: ApiRevisionRecord): Promise<string[]> {
  const deployments = await reader.find('deployment', { revisionId: id })
  return deployments.map(({ environmentId }) => environmentId)
}
