import type { ApiConfig } from '@tollgate/contract/config-file'
import { attachPolicy } from '../services/policy-attachment/attach.ts'
import { removeAttachment } from '../services/policy-attachment/remove.ts'
import { reorderAttachments } from '../services/policy-attachment/reorder.ts'
import { updateAttachment } from '../services/policy-attachment/update.ts'
import { inOrder } from '../services/working-copy.ts'
import { rowId } from '../snapshot/row-id.ts'
import type { ApiRecord, PolicyAttachmentRecord } from '../storage/records.ts'
import { type Applying, declaredId, fullName } from './applying.ts'

/** The policies of an API in the document's order. The same one may be there several times: it is told by its place among those of its name. */
export async function applyAttachments(applying: Applying, api: ApiRecord, config: ApiConfig): Promise<void> {
  const { verb, writer } = applying
  const left = inOrder(await writer.find('policyAttachment', { apiId: api.id }))
  const before = left.map(({ id }) => id)
  const ids: string[] = []
  for (const [position, wanted] of config.policies.entries()) {
    const index = left.findIndex(({ policy }) => policy === wanted.policy)
    const [known] = index < 0 ? [] : left.splice(index, 1)
    const attachment = await applyOne(applying, { api, config, known, position })
    ids.push(attachment.id)
  }
  for (const { id } of left) await removeAttachment(verb, id)
  const isInOrder = ids.every((id, index) => before[index] === id)
  if (!isInOrder) await reorderAttachments(verb, { apiId: api.id, ids })
}

async function applyOne(
  applying: Applying,
  place: { api: ApiRecord; config: ApiConfig; known: PolicyAttachmentRecord | undefined; position: number },
): Promise<PolicyAttachmentRecord> {
  const { api, config, known, position } = place
  const wanted = config.policies[position]
  if (wanted === undefined) throw new Error(`a policy that is not there: ${position}`)
  const changes = { config: wanted.config ?? {}, mode: wanted.mode, onFailure: wanted.onFailure ?? null }
  if (known !== undefined) return await updateAttachment(applying.verb, { id: known.id, changes })
  const occurrence = config.policies.slice(0, position + 1).filter(({ policy }) => policy === wanted.policy).length
  const id = await declaredId(
    applying,
    'policyAttachment',
    rowId('policy', fullName(config), wanted.policy, String(occurrence)),
  )
  return await attachPolicy(applying.verb, {
    apiId: api.id,
    input: { ...changes, ...id, policy: wanted.policy, when: null },
  })
}
