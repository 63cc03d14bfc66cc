import type { ApiConfig, PolicyConfig } from '@tollgate/contract/config-file'
import type { PolicyAttachmentUpdate } from '@tollgate/contract/resources/policy-attachment'
import { type FieldPath, formatPath } from '../config/problem.ts'
import { attachPolicy } from '../services/policy-attachment/attach.ts'
import { removeAttachment } from '../services/policy-attachment/remove.ts'
import { reorderAttachments } from '../services/policy-attachment/reorder.ts'
import { updateAttachment } from '../services/policy-attachment/update.ts'
import { invalidField } from '../services/problem.ts'
import { inOrder } from '../services/working-copy.ts'
import { rowId } from '../snapshot/row-id.ts'
import type { ApiRecord, PolicyAttachmentRecord } from '../storage/records.ts'
import { type Applying, declaredId, fullName } from './applying.ts'

/** The policies of one scope, as the document lists them. */
interface Scope {
  /** null: the organisation. */
  readonly apiId: string | null
  /** In ids. */
  readonly name: string
  readonly policies: readonly PolicyConfig[]
  /** Of the list in the document. */
  readonly path: FieldPath
  /** What the document does not name goes; else it stays, behind what it names. */
  readonly isWhole: boolean
}

export async function applyApiPolicies(
  applying: Applying,
  { api, config, index }: { api: ApiRecord; config: ApiConfig; index: number },
): Promise<void> {
  const path = ['apis', index, 'policies']
  const { policies } = config
  await applyAttachments(applying, { apiId: api.id, name: fullName(config), policies, path, isWhole: true })
}

/** Those of every API. */
export async function applyOrganisationPolicies(applying: Applying, prune: boolean): Promise<void> {
  const { policies } = applying.document
  // `*` is the name of no API.
  await applyAttachments(applying, { apiId: null, name: '*', policies, path: ['policies'], isWhole: prune })
}

/** In the document's order. The same one may be there several times: it is told by its place among those of its name. */
async function applyAttachments(applying: Applying, scope: Scope): Promise<void> {
  const { verb, writer } = applying
  const { apiId } = scope
  const left = inOrder(await writer.find('policyAttachment', { apiId }))
  const before = left.map(({ id }) => id)
  const ids: string[] = []
  for (const [position, wanted] of scope.policies.entries()) {
    const index = left.findIndex(({ policy }) => policy === wanted.policy)
    const [known] = index < 0 ? [] : left.splice(index, 1)
    const attachment = await applyOne(applying, scope, { wanted, known, position })
    ids.push(attachment.id)
  }
  for (const { id } of left) {
    if (scope.isWhole) await removeAttachment(verb, id)
    else ids.push(id)
  }
  const isInOrder = ids.every((id, index) => before[index] === id)
  if (!isInOrder) await reorderAttachments(verb, { apiId, ids })
}

interface Wanted {
  readonly wanted: PolicyConfig
  readonly known: PolicyAttachmentRecord | undefined
  readonly position: number
}

async function applyOne(
  applying: Applying,
  { apiId, name, policies, path }: Scope,
  { wanted, known, position }: Wanted,
): Promise<PolicyAttachmentRecord> {
  const { policy, config = {}, mode, onFailure = null } = wanted
  const when = await conditionOf(applying, wanted, [...path, position, 'when'])
  const changes = { config, when, mode, onFailure }
  if (known !== undefined) return await updateAttachment(applying.verb, { id: known.id, changes })
  const occurrence = policies.slice(0, position + 1).filter((one) => one.policy === policy).length
  const id = await declaredId(applying, 'policyAttachment', rowId('policy', name, policy, String(occurrence)))
  return await attachPolicy(applying.verb, { apiId, input: { ...changes, ...id, policy } })
}

type Condition = Exclude<PolicyAttachmentUpdate['when'], undefined>

/** A document names plans and teams, a record has their ids. */
async function conditionOf({ writer }: Applying, { when }: PolicyConfig, path: FieldPath): Promise<Condition> {
  if (when === undefined) return null
  const ids = async (kind: 'plan' | 'team', names: readonly string[]) => {
    const known = new Map((await writer.find(kind, { name: [...names] })).map(({ name, id }) => [name, id]))
    return names.map((name, index) => {
      const id = known.get(name)
      if (id === undefined) throw invalidField(formatPath([...path, kind, index]), `names no ${kind}: ${name}`)
      return id
    })
  }
  const { plan, team, ...rest } = when
  return {
    ...rest,
    ...(plan === undefined ? {} : { plan: await ids('plan', plan) }),
    ...(team === undefined ? {} : { team: await ids('team', team) }),
  }
}
