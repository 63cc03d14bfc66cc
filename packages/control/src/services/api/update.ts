import type { ApiUpdate } from '@tollgate/contract/resources/api'
import type { ApiRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { apiToEdit } from '../api-access.ts'
import { addressesAreFree, refusingTaken, takeAddresses } from '../api-addresses.ts'
import { credentialProblem } from '../endpoint-rules.ts'
import { forgetWhatIsNotKept } from '../kept-requests.ts'
import { firstMisfit } from '../policy-fit.ts'
import { conflict } from '../problem.ts'
import { authorise, change, expectRevision, type Verb } from '../verb.ts'
import { checkApi, storedModels } from './check-api.ts'
import { nameIsFree } from './name-is-free.ts'

/** What is not given stays. */
export function updateApi(verb: Verb, { id, changes }: { id: string; changes: ApiUpdate }): Promise<ApiRecord> {
  return change(verb, 'api.update', async (writer) => {
    const api = await apiToEdit(verb, writer, id)
    expectRevision(verb, api)
    // Who looks after an API of a team gives it to another team only where they look after that one as well.
    if (changes.ownerTeamId !== undefined && changes.ownerTeamId !== api.ownerTeamId)
      authorise(verb, 'apis:manage', { teamId: changes.ownerTeamId })
    await checkApi(writer, changes)
    await checkAgainstState({ verb, writer }, api, changes)
    const { models, ...fields } = changes
    const context = changes.context ?? api.context
    const version = changes.version ?? api.version
    await nameIsFree(writer, { name: changes.name ?? api.name, version, except: id })
    await addressesAreFree(writer, { context, version, isDefaultVersion: api.isDefaultVersion }, id)
    const place = { address: `${context}/${version}`, isDefault: false }
    const changed = await refusingTaken(place, () =>
      writer.update('api', api, {
        ...fields,
        ...(models === undefined ? {} : { models: models === null ? null : storedModels(models) }),
      }),
    )
    await forgetWhatIsNotKept(writer, api, changed)
    if (changed.context !== api.context || changed.version !== api.version) await takeAddresses(writer, changed)
    return changed
  })
}

/** A configuration file is the only truth about what it declares: it may move an address, and offer no plan at all. */
async function checkAgainstState(
  { verb, writer }: { verb: Verb; writer: Writer },
  api: ApiRecord,
  changes: ApiUpdate,
): Promise<void> {
  const isFile = verb.actor.audit.kind === 'file'
  const { context = api.context, version = api.version, providerId = api.providerId, planIds } = changes
  const moves = context !== api.context || version !== api.version
  if (!isFile && moves && (await writer.count('apiRevision', { apiId: api.id })) > 0)
    throw conflict(
      `${api.name}/${api.version} was deployed at ${api.context}/${api.version}, so its address stays: agents are set up with it. Make a new version, or a new API.`,
      context === api.context ? 'version' : 'context',
    )
  if (!isFile && planIds?.length === 0 && (api.state === 'published' || api.state === 'blocked'))
    throw conflict(`A ${api.state} API offers at least one plan: name one in planIds.`, 'planIds')
  if (providerId === api.providerId) return
  await credentialsFit(writer, api, providerId)
  const provider = await writer.get('provider', providerId)
  const attached = await writer.find('policyAttachment', { apiId: api.id })
  const misfit = firstMisfit({ policies: verb.policies, provider }, attached)
  if (misfit !== null) throw conflict(misfit, 'providerId')
}

async function credentialsFit(writer: Writer, api: ApiRecord, providerId: string): Promise<void> {
  for (const { name, url, credentialId } of await writer.find('endpoint', { apiId: api.id })) {
    const credential = credentialId === null ? undefined : await writer.get('credential', credentialId)
    const problem = credential === undefined ? undefined : credentialProblem(credential, { providerId, url })
    if (problem !== undefined)
      throw conflict(`The endpoint ${name} holds on to the old provider: take its credential off first.`, 'providerId')
  }
}
