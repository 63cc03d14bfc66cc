import { allows, allowsSomewhere, scopeOf } from '../access/actor.ts'
import type { ApplicationRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { notFound, Problem } from './problem.ts'
import type { Verb } from './verb.ts'

/**
 * An application is its team's, and without a team its owner's; a personal one is its owner's alone, whatever team its usage is
 * booked on. Who has the permission `applications:manage` for its team manages it as well.
 */
export function mayUse({ actor }: Verb, application: ApplicationRecord): boolean {
  const { kind, teamId, ownerId } = application
  if (allows(actor, 'applications:manage', { teamId })) return true
  if (kind !== 'personal' && teamId !== null)
    return actor.teamIds.includes(teamId) && allows(actor, 'applications:own', { teamId })
  return ownerId !== null && ownerId === actor.personId && allowsSomewhere(actor, 'applications:own')
}

export function mayManage({ actor }: Verb, { teamId }: Pick<ApplicationRecord, 'teamId'>): boolean {
  return allows(actor, 'applications:manage', { teamId })
}

export function maySee(verb: Verb, application: ApplicationRecord): boolean {
  return mayUse(verb, application) || allows(verb.actor, 'applications:read', { teamId: application.teamId })
}

export async function applicationToRead(verb: Verb, reader: Reader, id: string): Promise<ApplicationRecord> {
  const application = await reader.get('application', id)
  if (application === undefined || !maySee(verb, application)) throw notFound('application', id)
  return application
}

/** The application, with which something is about to be done. */
export async function applicationToUse(verb: Verb, reader: Reader, id: string): Promise<ApplicationRecord> {
  const application = await applicationToRead(verb, reader, id)
  if (verb.actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
  if (!mayUse(verb, application))
    throw new Problem(
      'forbidden',
      `The application ${application.name} is not yours: ask ${application.teamId === null ? 'its owner' : 'somebody of its team'}, or an administrator.`,
    )
  return application
}

/** Ids of the applications that the actor sees; undefined: all. */
export async function seenApplicationIds(verb: Verb, reader: Reader): Promise<readonly string[] | undefined> {
  const { actor } = verb
  const scope = scopeOf(actor, 'applications:read')
  if (scope === 'everywhere') return undefined
  const own = actor.personId === null ? [] : await reader.find('application', { ownerId: actor.personId })
  const ofTeams = await reader.find('application', { teamId: [...new Set([...scope.teamIds, ...actor.teamIds])] })
  const seen = [...own, ...ofTeams].filter((application) => maySee(verb, application))
  return [...new Set(seen.map(({ id }) => id))]
}

/** Who sees no application at all is told so, instead of an empty list. */
export function mustSeeApplications({ actor }: Verb): void {
  if (allowsSomewhere(actor, 'applications:own') || allowsSomewhere(actor, 'applications:read')) return
  throw new Problem(
    'forbidden',
    'This needs the permission applications:own: ask an administrator for a role that has it.',
  )
}
