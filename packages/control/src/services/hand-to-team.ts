import type { ApplicationRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { ensurePersonalApplication } from './personal-application.ts'

/**
 * Makes an application a team's. A personal one becomes shared, with its keys and subscriptions, and its person gets a new one as
 * long as they are active.
 */
export async function handToTeam(
  writer: Writer,
  application: ApplicationRecord,
  teamId: string,
): Promise<ApplicationRecord> {
  const { kind, ownerId } = application
  if (kind !== 'personal') return await writer.update('application', application, { teamId })
  const handed = await writer.update('application', application, { kind: 'shared', teamId })
  const owner = ownerId === null ? undefined : await writer.get('person', ownerId)
  if (owner?.state === 'active') await ensurePersonalApplication(writer, owner)
  return handed
}
