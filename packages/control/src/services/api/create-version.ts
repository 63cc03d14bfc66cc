import type { ApiVersionCreate } from '@tollgate/contract/resources/api'
import type { ApiRecord, RecordBase } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { apiToEdit } from '../api-access.ts'
import { authorise, change, expectRevision, managedBy, type Verb } from '../verb.ts'
import { insertApi } from './create.ts'
import { releaseDefault } from './set-default.ts'

/** A copy with another version: created, with the same endpoints and policies, without subscriptions and revisions. */
export function createApiVersion(
  verb: Verb,
  { id, input }: { id: string; input: ApiVersionCreate },
): Promise<ApiRecord> {
  return change(verb, 'api.create-version', async (writer) => {
    const source = await apiToEdit(verb, writer, id)
    expectRevision(verb, source)
    // A role for the one API does not hold for the new one.
    authorise(verb, 'apis:manage', { teamId: source.ownerTeamId })
    const fields = { ...ownFields(source), ...managedBy(verb), ...input, state: 'created' as const }
    if (input.isDefaultVersion) await releaseDefault(verb, writer, fields)
    const api = await insertApi(writer, fields)
    await copyParts(verb, writer, { from: source.id, to: api.id })
    return api
  })
}

async function copyParts(verb: Verb, writer: Writer, { from, to }: { from: string; to: string }): Promise<void> {
  for (const endpoint of await writer.find('endpoint', { apiId: from }))
    await writer.insert('endpoint', { ...ownFields(endpoint), ...managedBy(verb), apiId: to })
  for (const attachment of await writer.find('policyAttachment', { apiId: from }))
    await writer.insert('policyAttachment', { ...ownFields(attachment), ...managedBy(verb), apiId: to })
}

/** A record without what the store gives it. */
function ownFields<R extends RecordBase>(record: R): Omit<R, keyof RecordBase> {
  const { id, organisationId, revision, createdAt, updatedAt, ...fields } = record
  return fields
}
