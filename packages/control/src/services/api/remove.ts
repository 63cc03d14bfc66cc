import type { ApiRecord, Kind, Records } from '../../storage/records.ts'
import type { Where, Writer } from '../../storage/store.ts'
import { apiToEdit } from '../api-access.ts'
import { dropAddresses } from '../api-addresses.ts'
import { dropDenyRules, dropQuotas } from '../drop-quotas.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, type Verb } from '../verb.ts'

/** Only one that nobody uses, and with all that is its own: endpoints, policies, revisions, test keys, roles, quotas and deny rules for it. */
export function removeApi(verb: Verb, id: string): Promise<void> {
  return change(verb, 'api.delete', async (writer) => {
    const api = await apiToEdit(verb, writer, id)
    expectRevision(verb, api)
    await mustBeUnused(writer, api)
    await removeAll(writer, 'subscription', { apiId: id, state: 'refused' })
    await dropQuotas(writer, 'key', await idsOf(writer, 'apiKey', { testApiId: id }))
    await dropQuotas(writer, 'endpoint', await idsOf(writer, 'endpoint', { apiId: id }))
    await dropQuotas(writer, 'api', [id])
    await dropDenyRules(writer, { apiId: id })
    await removeAll(writer, 'apiKey', { testApiId: id })
    await removeAll(writer, 'endpoint', { apiId: id })
    await removeAll(writer, 'policyAttachment', { apiId: id })
    await removeAll(writer, 'apiRevision', { apiId: id })
    await removeAll(writer, 'roleBinding', { scopeKind: 'api', scopeId: id })
    for (const request of await writer.find('request', { apiId: id }))
      await writer.update('request', request, {
        apiId: null,
        // What was asked stays readable when what it was asked for is gone.
        details: { ...request.details, api: `${api.name}/${api.version}` },
      })
    await dropAddresses(writer, api)
    await writer.remove('api', api)
  })
}

async function mustBeUnused(writer: Writer, { id, name, version, state }: ApiRecord): Promise<void> {
  const label = `${name}/${version}`
  if (state !== 'created' && state !== 'retired')
    throw conflict(
      `${label} is ${state}: only a created or retired API can be deleted. Deprecate and retire it first, which tells its users.`,
    )
  const deployments = await writer.count('deployment', { apiId: id })
  if (deployments > 0) throw conflict(`${label} is deployed to ${deployments} environment(s): undeploy it there first.`)
  const subscriptions = await writer.count('subscription', { apiId: id, state: ['pending', 'active', 'blocked'] })
  if (subscriptions > 0) throw conflict(`${label} has ${subscriptions} subscription(s): they have to be deleted first.`)
  const open = await writer.count('request', { apiId: id, state: 'open' })
  if (open > 0) throw conflict(`${open} request(s) for ${label} wait for an answer: answer them first.`)
}

async function idsOf<K extends Kind>(writer: Writer, kind: K, where: Where<Records[K]>): Promise<string[]> {
  return (await writer.find(kind, where)).map(({ id }) => id)
}

async function removeAll<K extends Kind>(writer: Writer, kind: K, where: Where<Records[K]>): Promise<void> {
  for (const record of await writer.find(kind, where)) await writer.remove(kind, record)
}
