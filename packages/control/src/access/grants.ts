import { isCurrent } from '../services/membership-life.ts'
import type { RoleBindingRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import type { Grant } from './actor.ts'

/** The roles that a person has now, by themselves and by their teams, and these teams. */
export async function grantsOf(
  reader: Reader,
  personId: string,
  now: number,
): Promise<{ readonly grants: readonly Grant[]; readonly teamIds: readonly string[] }> {
  const memberships = await reader.find('membership', { personId })
  const teamIds = memberships.filter((membership) => isCurrent(membership, now)).map(({ teamId }) => teamId)
  const bindings = await reader.find('roleBinding', { subjectId: [personId, ...teamIds] })
  const grants = bindings.flatMap((binding) => grantOf(binding) ?? [])
  return { teamIds, grants: grants.filter((grant, index) => grants.findIndex((one) => isSame(one, grant)) === index) }
}

/** undefined: a scope of one team or API that does not say which; it holds nowhere. */
export function grantOf({
  role,
  scopeKind,
  scopeId,
}: Pick<RoleBindingRecord, 'role' | 'scopeKind' | 'scopeId'>): Grant | undefined {
  if (scopeKind === 'organisation') return { role, scope: { kind: 'organisation' } }
  return scopeId === null ? undefined : { role, scope: { kind: scopeKind, id: scopeId } }
}

/** null: the organisation. */
export function scopeIdOf({ scope }: Grant): string | null {
  return scope.kind === 'organisation' ? null : scope.id
}

function isSame(one: Grant, other: Grant): boolean {
  return one.role === other.role && one.scope.kind === other.scope.kind && scopeIdOf(one) === scopeIdOf(other)
}
