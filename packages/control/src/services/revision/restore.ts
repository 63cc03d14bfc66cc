import type { ApiRecord, Managed, PolicyAttachmentRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { apiToEdit } from '../api-access.ts'
import { definedTimeouts } from '../endpoint-rules.ts'
import { forgetWhatIsNotKept } from '../kept-requests.ts'
import { mendContent } from '../mend-content.ts'
import { contentOf, type RevisionContent } from '../revision-content.ts'
import { change, expectRevision, managedBy, type Verb } from '../verb.ts'
import { findRevision } from './find-revision.ts'

export interface Restored {
  readonly api: ApiRecord
  /** A sentence for each thing that the revision referred to and is gone. */
  readonly missing: readonly string[]
}

/** The working copy becomes what the revision holds; nothing is deployed by it. */
export function restoreRevision(
  verb: Verb,
  { apiId, revisionId }: { apiId: string; revisionId: string },
): Promise<Restored> {
  return change(verb, 'revision.restore', async (writer) => {
    const api = await apiToEdit(verb, writer, apiId)
    expectRevision(verb, api)
    const revision = await findRevision(writer, api, revisionId)
    const place = { reader: writer, policies: verb.policies }
    const { content, missing } = await mendContent(place, api, contentOf(revision))
    await restoreEndpoints(writer, api, { ...content, ...managedBy(verb) })
    await restorePolicies(writer, api, { ...content, ...managedBy(verb) })
    const restored = await writer.update('api', api, content.api)
    await forgetWhatIsNotKept(writer, api, restored)
    return {
      api: restored,
      missing: missing.map(({ gone, instead }) => `${gone} ${instead}`),
    }
  })
}

async function restoreEndpoints(
  writer: Writer,
  { id: apiId }: ApiRecord,
  { endpoints, managedBy }: RevisionContent & Managed,
): Promise<void> {
  const there = new Map((await writer.find('endpoint', { apiId })).map((endpoint) => [endpoint.id, endpoint]))
  const wanted = new Set(endpoints.map(({ id }) => id))
  // First, because their names may be what a restored one has.
  for (const [id, endpoint] of there) if (!wanted.has(id)) await writer.remove('endpoint', endpoint)
  // Names may have been exchanged: whoever gets another one gives up its own before it is taken.
  for (const { id, name } of endpoints) {
    const endpoint = there.get(id)
    if (endpoint !== undefined && endpoint.name !== name)
      there.set(id, await writer.update('endpoint', endpoint, { name: id }))
  }
  for (const { id, timeouts, ...rest } of endpoints) {
    const fields = { ...rest, timeouts: definedTimeouts(timeouts) }
    const endpoint = there.get(id)
    if (endpoint !== undefined) await writer.update('endpoint', endpoint, fields)
    else await writer.insert('endpoint', { ...fields, id, apiId, managedBy })
  }
}

async function restorePolicies(
  writer: Writer,
  { id: apiId }: ApiRecord,
  { policies, managedBy }: RevisionContent & Managed,
): Promise<void> {
  const found: readonly PolicyAttachmentRecord[] = await writer.find('policyAttachment', { apiId })
  const there = new Map(found.map((attachment) => [attachment.id, attachment]))
  const wanted = new Set(policies.map(({ id }) => id))
  for (const [id, attachment] of there) if (!wanted.has(id)) await writer.remove('policyAttachment', attachment)
  for (const [position, { id, config, condition, ...rest }] of policies.entries()) {
    const fields = { ...rest, config, condition: definedCondition(condition), position }
    const attachment = there.get(id)
    if (attachment !== undefined) await writer.update('policyAttachment', attachment, fields)
    else await writer.insert('policyAttachment', { ...fields, id, apiId, managedBy })
  }
}

function definedCondition(
  condition: RevisionContent['policies'][number]['condition'],
): PolicyAttachmentRecord['condition'] {
  if (condition === null) return null
  return Object.fromEntries(Object.entries(condition).filter(([, values]) => values !== undefined))
}
