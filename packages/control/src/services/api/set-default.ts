import type { ApiRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { apiToEdit, targetOf } from '../api-access.ts'
import { addressesAreFree, takeAddresses } from '../api-addresses.ts'
import { conflict } from '../problem.ts'
import { authorise, change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'

/** Whether calls at the context without a version go to this API. In force at once. */
export function setDefaultVersion(
  verb: Verb,
  { id, isDefaultVersion }: { id: string; isDefaultVersion: boolean },
): Promise<ApiRecord> {
  return change(verb, 'api.set-default', async (writer) => {
    const api = await apiToEdit(verb, writer, id)
    expectRevision(verb, api)
    if (api.isDefaultVersion === isDefaultVersion) return api
    if (isDefaultVersion) await releaseDefault(verb, writer, api)
    await addressesAreFree(writer, { ...api, isDefaultVersion }, id)
    const changed = await writer.update('api', api, { isDefaultVersion })
    await takeAddresses(writer, changed)
    return changed
  })
}

/** Takes the default from whichever version of the context has it; not so that calls which are answered now would fail. */
export async function releaseDefault(
  verb: Verb,
  writer: Writer,
  next: Pick<ApiRecord, 'context' | 'state' | 'name' | 'version'>,
): Promise<void> {
  const [holder] = await writer.find('api', { context: next.context, isDefaultVersion: true })
  if (holder === undefined) return
  authorise(verb, 'apis:manage', targetOf(holder))
  mayBeEdited(verb, holder)
  const isInUse = holder.state === 'published' || holder.state === 'deprecated'
  if (isInUse && next.state !== 'published')
    throw conflict(
      `${holder.name}/${holder.version} answers at ${next.context} now, and ${next.version} is not published: publish it first, then make it the default with PUT /apis/{id}/default.`,
      'isDefaultVersion',
    )
  await takeAddresses(writer, await writer.update('api', holder, { isDefaultVersion: false }))
}
