import type { RoleBindingCreate } from '@tollgate/contract/resources/role-binding'
import { grantOf } from '../../access/grants.ts'
import type { RoleBindingRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { mustHave } from '../may-grant.ts'
import { conflict, invalidField } from '../problem.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { targetOf } from './find-binding.ts'

const bindingsMax = 200

/** Takes people:manage where the role is to hold, and having the role there oneself. */
export function grantRole(verb: Verb, input: RoleBindingCreate): Promise<RoleBindingRecord> {
  authoriseSomewhere(verb, 'people:manage')
  const grant = grantOf(input)
  if (grant === undefined) throw invalidField('scopeId', `is missing: it says which ${input.scopeKind}`)
  if (input.scopeKind === 'organisation' && input.scopeId !== null)
    throw invalidField('scopeId', 'has to be left out where the scope is the organisation')
  return change(verb, 'roleBinding.grant', async (writer) => {
    const target = await targetOf(writer, input)
    authorise(verb, 'people:manage', target)
    mustHave(verb, grant)
    await scopeIsThere(writer, input)
    const name = await subjectName(writer, input)
    const { subjectKind, subjectId } = input
    const held = await writer.find('roleBinding', { subjectKind, subjectId })
    const same = held.find(
      ({ role, scopeKind, scopeId }) =>
        role === input.role && scopeKind === input.scopeKind && scopeId === input.scopeId,
    )
    if (same !== undefined) throw conflict(`${name} has this role already (${same.id}).`)
    if (held.length >= bindingsMax)
      throw conflict(`${name} has ${bindingsMax} roles, which is the most: revoke some, or give them to a team.`)
    return await writer.insert('roleBinding', input)
  })
}

async function subjectName(reader: Reader, { subjectKind, subjectId }: RoleBindingCreate): Promise<string> {
  const subject = await reader.get(subjectKind, subjectId)
  if (subject === undefined) throw invalidField('subjectId', `names no ${subjectKind}: ${subjectId}`)
  if ('state' in subject && subject.state === 'suspended')
    throw invalidField('subjectId', `names somebody who is suspended: ${subject.name}`)
  return subject.name
}

async function scopeIsThere(reader: Reader, { scopeKind, scopeId }: RoleBindingCreate): Promise<void> {
  if (scopeKind === 'organisation' || scopeId === null) return
  const scope = scopeKind === 'team' ? await reader.get('team', scopeId) : await reader.get('api', scopeId)
  if (scope === undefined)
    throw invalidField('scopeId', `names no ${scopeKind === 'team' ? 'team' : 'API'}: ${scopeId}`)
}
