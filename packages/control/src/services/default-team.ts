import type { PersonRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { isCurrent } from './membership-life.ts'

/** Changes who pays for what a person uses: their personal application goes along. */
export async function setDefaultTeam(
  writer: Writer,
  person: PersonRecord,
  defaultTeamId: string | null,
): Promise<PersonRecord> {
  const changed = await writer.update('person', person, { defaultTeamId })
  for (const application of await writer.find('application', { ownerId: person.id, kind: 'personal' }))
    if (application.managedBy === null) await writer.update('application', application, { teamId: defaultTeamId })
  return changed
}

/** After they left a team: where it was their default one, another of theirs is. */
export async function leaveDefaultTeam(
  writer: Writer,
  { personId, teamId, now }: { personId: string; teamId: string; now: number },
): Promise<void> {
  const person = await writer.get('person', personId)
  if (person?.defaultTeamId !== teamId) return
  const left = (await writer.find('membership', { personId })).filter((membership) => membership.teamId !== teamId)
  const next = left.find((membership) => isCurrent(membership, now))
  await setDefaultTeam(writer, person, next?.teamId ?? null)
}
