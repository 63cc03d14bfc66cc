import type { ApplicationUpdate } from '@tollgate/contract/resources/application'
import type { ApplicationRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { applicationToUse } from '../application-access.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { mayBookOn } from './check-application.ts'
import { nameIsFree } from './name-is-free.ts'

/** What is not given stays. */
export function updateApplication(
  verb: Verb,
  { id, changes }: { id: string; changes: ApplicationUpdate },
): Promise<ApplicationRecord> {
  return change(verb, 'application.update', async (writer) => {
    const application = await applicationToUse(verb, writer, id)
    mayBeEdited(verb, application)
    expectRevision(verb, application)
    await checkChanges(verb, writer, { application, changes })
    return await writer.update('application', application, changes)
  })
}

async function checkChanges(
  verb: Verb,
  reader: Reader,
  { application, changes }: { application: ApplicationRecord; changes: ApplicationUpdate },
): Promise<void> {
  const { name, kind, costCentre } = changes
  if (kind !== undefined && application.kind === 'personal')
    throw conflict(
      `${application.name} is a personal application and stays one: give it to a team with POST /applications/${application.id}/transfer.`,
      'kind',
    )
  if (name !== undefined && name !== application.name) await nameIsFree(reader, name)
  if (costCentre !== undefined && costCentre !== application.costCentre) await mayBookOn(verb, reader, application)
}
