import { allows, allowsSomewhere, scopeOf } from '../../access/actor.ts'
import type { Filters } from '../../analytics/analytics-store.ts'
import { dimensionValues } from '../../analytics/dimension-values.ts'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import { mayUse } from '../application-access.ts'
import { Problem } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'

/** What the actor may see: calls that one of these lets through; undefined: all of the organisation. */
export type Visible = readonly Filters[] | undefined

/**
 * The one place that says who sees which calls. `usage:read` shows all of its scope: of the organisation, of a team's applications and APIs, of one API.
 * `applications:own` shows those of one's own and one's teams' applications, and what was called in one's own name.
 */
export async function visibleUsage(verb: Verb): Promise<Visible> {
  const { actor } = verb
  if (allows(actor, 'usage:read')) return undefined
  const ofScope = scopeOf(actor, 'usage:read')
  const mayOwn = allowsSomewhere(actor, 'applications:own')
  if (!mayOwn && !allowsSomewhere(actor, 'usage:read'))
    throw new Problem('forbidden', 'This needs the permission usage:read: ask an administrator for a role that has it.')
  const scope = ofScope === 'everywhere' ? { teamIds: [], apiIds: [] } : ofScope
  const own = mayOwn ? await ownApplications(verb) : []
  const reader = readerOf(verb)
  const ofTeams = await reader.find('application', { teamId: scope.teamIds })
  const apis = await reader.find('api', { ownerTeamId: scope.teamIds })
  const person = mayOwn && actor.personId !== null ? await reader.get('person', actor.personId) : undefined
  const seen: Filters = { application: unique([...own, ...ofTeams.map(({ id }) => id)]) }
  const alternatives: Filters[] = [
    seen,
    { api: unique([...scope.apiIds, ...apis.map(({ id }) => id)]) },
    { person: person === undefined ? [] : [person.email] },
  ]
  return alternatives.filter((filters) => Object.values(filters).some((values) => (values ?? []).length > 0))
}

export function isVisible(visible: Visible, facts: UsageFacts): boolean {
  if (visible === undefined) return true
  const values = dimensionValues(facts)
  return visible.some((filters) =>
    Object.entries(filters).every(([dimension, wanted]) => wanted?.includes(values[dimension as keyof Filters])),
  )
}

async function ownApplications(verb: Verb): Promise<string[]> {
  const { personId, teamIds } = verb.actor
  const reader = readerOf(verb)
  const own = personId === null ? [] : await reader.find('application', { ownerId: personId })
  const ofTeams = await reader.find('application', { teamId: teamIds })
  return [...own, ...ofTeams].filter((application) => mayUse(verb, application)).map(({ id }) => id)
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
