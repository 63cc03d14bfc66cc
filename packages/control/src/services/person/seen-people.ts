import { scopeOf } from '../../access/actor.ts'
import type { Reader } from '../../storage/store.ts'
import { isCurrent } from '../membership-life.ts'
import type { Verb } from '../verb.ts'

/** Ids of the people that the actor sees: all, or those of the teams that a role shows, and oneself. */
export async function seenPeople({ actor, now }: Verb, reader: Reader): Promise<'everybody' | readonly string[]> {
  const scope = scopeOf(actor, 'people:read')
  if (scope === 'everywhere') return 'everybody'
  const memberships = await reader.find('membership', { teamId: scope.teamIds })
  const ids = memberships.filter((one) => isCurrent(one, now())).map(({ personId }) => personId)
  return [...new Set(actor.personId === null ? ids : [...ids, actor.personId])]
}
