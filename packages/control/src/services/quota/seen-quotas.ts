import { allows } from '../../access/actor.ts'
import type { QuotaRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'

/** Who sees every application sees every quota; everybody else those that count them: what colleagues have left is not theirs to read. */
export async function seenQuotas(verb: Verb, quotas: readonly QuotaRecord[]): Promise<readonly QuotaRecord[]> {
  const { actor } = verb
  if (allows(actor, 'quotas:manage') || allows(actor, 'applications:read')) return quotas
  const own = await ownSubjects(verb)
  return quotas.filter(({ scope, subject }) => subject === null || isShared(scope) || own.has(subject))
}

/** What is nobody's in particular. */
function isShared(scope: QuotaRecord['scope']): boolean {
  return scope === 'api' || scope === 'model' || scope === 'endpoint'
}

async function ownSubjects(verb: Verb): Promise<ReadonlySet<string>> {
  const { personId, teamIds } = verb.actor
  const reader = readerOf(verb)
  const person = personId === null ? undefined : await reader.get('person', personId)
  const owned = person === undefined ? [] : await reader.find('application', { ownerId: person.id })
  const ofTeams = await reader.find('application', { teamId: teamIds })
  const keys = person === undefined ? [] : await reader.find('apiKey', { personId: person.id })
  return new Set([
    ...teamIds,
    ...(person === undefined ? [] : [person.email]),
    ...[...owned, ...ofTeams].filter((one) => one.kind !== 'personal' || one.ownerId === personId).map(({ id }) => id),
    ...keys.map(({ id }) => id),
  ])
}
