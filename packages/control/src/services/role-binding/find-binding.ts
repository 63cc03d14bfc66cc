import { allows, type Target } from '../../access/actor.ts'
import type { RoleBindingRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { notFound } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** What a role's own scope is compared with. */
export async function targetOf(
  reader: Reader,
  { scopeKind, scopeId }: Pick<RoleBindingRecord, 'scopeKind' | 'scopeId'>,
): Promise<Target> {
  if (scopeKind === 'organisation') return {}
  if (scopeKind === 'team') return { teamId: scopeId }
  const api = scopeId === null ? undefined : await reader.get('api', scopeId)
  return { apiId: scopeId, teamId: api?.ownerTeamId ?? null }
}

export async function bindingToRead({ actor }: Verb, reader: Reader, id: string): Promise<RoleBindingRecord> {
  const binding = await reader.get('roleBinding', id)
  const isSeen = binding !== undefined && allows(actor, 'people:read', await targetOf(reader, binding))
  if (!isSeen) throw notFound('role binding', id)
  return binding
}
