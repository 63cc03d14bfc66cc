import type { ApplicationTransfer } from '@tollgate/contract/resources/application'
import type { ApplicationRecord } from '../../storage/records.ts'
import { applicationToUse } from '../application-access.ts'
import { handToTeam } from '../hand-to-team.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { mustJoin } from './check-application.ts'

/** Its keys and subscriptions go with it. */
export function transferApplication(
  verb: Verb,
  { id, input }: { id: string; input: ApplicationTransfer },
): Promise<ApplicationRecord> {
  return change(verb, 'application.transfer', async (writer) => {
    const application = await applicationToUse(verb, writer, id)
    mayBeEdited(verb, application)
    expectRevision(verb, application)
    await mustJoin(verb, writer, input.teamId)
    return await handToTeam(writer, application, input.teamId)
  })
}
