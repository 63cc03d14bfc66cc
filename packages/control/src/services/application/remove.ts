import type { ApplicationRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { activeKeys } from '../api-key-life.ts'
import { applicationToUse } from '../application-access.ts'
import { dropApplication } from '../drop-application.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'

/** Refused while it is used, unless `cascade`: then its keys stop working at once and its subscriptions end. */
export function removeApplication(verb: Verb, { id, cascade }: { id: string; cascade: boolean }): Promise<void> {
  return change(verb, 'application.delete', async (writer) => {
    const application = await applicationToUse(verb, writer, id)
    mayBeEdited(verb, application)
    expectRevision(verb, application)
    await mustNotBePersonal(verb, writer, application)
    if (!cascade) await mustBeUnused(verb, writer, application)
    await dropApplication(writer, application)
  })
}

async function mustNotBePersonal(
  { actor }: Verb,
  writer: Writer,
  { kind, name, ownerId }: ApplicationRecord,
): Promise<void> {
  if (kind !== 'personal' || ownerId === null || actor.audit.kind === 'file') return
  if ((await writer.get('person', ownerId))?.state === 'suspended') return
  throw conflict(`${name} is a personal application, which everybody has: revoke its keys instead.`)
}

async function mustBeUnused({ now }: Verb, writer: Writer, { id, name }: ApplicationRecord): Promise<void> {
  const keys = await activeKeys(writer, id, now())
  const subscriptions = await writer.count('subscription', {
    applicationId: id,
    state: ['pending', 'active', 'blocked'],
  })
  const inTheWay = [
    ...(keys.length === 0
      ? []
      : [
          `${keys.length} active key(s): ${keys
            .slice(0, 10)
            .map((key) => key.name)
            .join(', ')}`,
        ]),
    ...(subscriptions === 0 ? [] : [`${subscriptions} subscription(s)`]),
  ]
  if (inTheWay.length > 0)
    throw conflict(
      `${name} is still used, it has ${inTheWay.join('; and ')}. Revoke and remove them first, or delete it with ?cascade=true.`,
    )
}
