import type { ApplicationCreate } from '@tollgate/contract/resources/application'
import type { ApplicationRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { mayBookOn, mustJoin } from './check-application.ts'
import { nameIsFree } from './name-is-free.ts'

/** Of one owner that belong to no team. */
const ownedApplicationsMax = 50
const teamApplicationsMax = 500

export async function createApplication(verb: Verb, input: ApplicationCreate): Promise<ApplicationRecord> {
  authoriseSomewhere(verb, 'applications:own')
  mayBeEdited(verb)
  const { teamId, costCentre } = input
  const ownerId = verb.actor.personId
  return await change(verb, 'application.create', async (writer) => {
    if (teamId !== null) await mustJoin(verb, writer, teamId)
    else if (ownerId === null)
      throw invalidField('teamId', 'is missing: this token is no person, whose the application could be')
    if (costCentre !== null) await mayBookOn(verb, writer, { teamId })
    await mustHaveRoom(writer, { teamId, ownerId })
    await nameIsFree(writer, input.name)
    return await writer.insert('application', { ...input, ...managedBy(verb), ownerId, ownerName: null })
  })
}

async function mustHaveRoom(
  writer: Writer,
  { teamId, ownerId }: { teamId: string | null; ownerId: string | null },
): Promise<void> {
  if (teamId !== null) {
    if ((await writer.count('application', { teamId })) >= teamApplicationsMax)
      throw conflict(`This team has ${teamApplicationsMax} applications, which is the most: delete some first.`)
  } else if (ownerId !== null && (await writer.count('application', { ownerId, teamId })) >= ownedApplicationsMax)
    throw conflict(
      `You have ${ownedApplicationsMax} applications of your own, which is the most: delete some, or give them to a team.`,
    )
}
