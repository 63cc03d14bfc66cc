import type { RoleBindingQuery } from '@tollgate/contract/resources/role-binding'
import { allows } from '../../access/actor.ts'
import type { RoleBindingRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedBinding, describeBindings } from './describe.ts'
import { targetOf } from './find-binding.ts'

/** All, or those over the teams and APIs that one's own roles are about. */
export async function listRoleBindings(verb: Verb, query: RoleBindingQuery): Promise<Page<DescribedBinding>> {
  authoriseSomewhere(verb, 'people:read')
  const reader = readerOf(verb)
  const { limit, after, subjectId, role, scopeId } = query
  const where = {
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(role === undefined ? {} : { role }),
    ...(scopeId === undefined ? {} : { scopeId }),
  }
  const seen = async (bindings: readonly RoleBindingRecord[]) => {
    if (allows(verb.actor, 'people:read')) return bindings
    const kept: RoleBindingRecord[] = []
    for (const binding of bindings)
      if (allows(verb.actor, 'people:read', await targetOf(reader, binding))) kept.push(binding)
    return kept
  }
  const page = await filteredPage(reader, { kind: 'roleBinding', limit, after, where }, seen)
  return { items: await describeBindings(reader, page.items), next: page.next }
}
