import type { ApiLifecycle, LifecycleAction } from '@tollgate/contract/resources/api'
import type { ApiState } from '@tollgate/contract/snapshot'
import type { ApiRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { apiToEdit } from '../api-access.ts'
import { undeployEverywhere } from '../deploy-revision.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, expectRevision, type Verb } from '../verb.ts'
import { type PublishEffects, publishApi } from './publish.ts'

/** From each state, what can be done and where it leads. Nothing leads out of retired: a new version is made instead. */
export const transitions: Readonly<Record<ApiState, Partial<Record<LifecycleAction, ApiState>>>> = {
  created: { publish: 'published' },
  published: { block: 'blocked', deprecate: 'deprecated', unpublish: 'created' },
  blocked: { unblock: 'published', deprecate: 'deprecated', retire: 'retired' },
  deprecated: { publish: 'published', retire: 'retired' },
  retired: {},
}

export interface LifecycleChange extends PublishEffects {
  readonly api: ApiRecord
  readonly undeployed: number
}

/** What the state of an API does to its calls is in force at once, in every environment. */
export function changeLifecycle(
  verb: Verb,
  { id, input }: { id: string; input: ApiLifecycle },
): Promise<LifecycleChange> {
  const { action, deprecateOlder, requireResubscription } = input
  return change(verb, `api.${action}`, async (writer) => {
    const api = await apiToEdit(verb, writer, id)
    expectRevision(verb, api)
    for (const [field, isSet] of Object.entries({ deprecateOlder, requireResubscription }))
      if (isSet && action !== 'publish') throw invalidField(field, `goes with publish only, not with ${action}`)
    const next = transitions[api.state][action]
    if (next === undefined) throw notAllowed(api, action)
    if (action === 'unpublish') await mustHaveNoSubscriptions(writer, api)
    const effects = action === 'publish' ? await publishApi({ verb, writer }, api, input) : noEffects
    const undeployed = action === 'retire' ? await undeployEverywhere(writer, api) : 0
    return { ...effects, undeployed, api: await writer.update('api', api, { state: next }) }
  })
}

const noEffects: PublishEffects = Object.freeze({
  deployedToEnvironmentId: null,
  deprecatedApiIds: [],
  copiedSubscriptions: 0,
  leftSubscriptions: 0,
})

function notAllowed({ name, version, state }: ApiRecord, action: LifecycleAction) {
  const allowed = Object.keys(transitions[state])
  const way = allowed.length === 0 ? 'nothing can be done but delete it' : `allowed now: ${allowed.join(', ')}`
  return conflict(`${name}/${version} is ${state}, so it cannot ${action}; ${way}.`, 'action')
}

async function mustHaveNoSubscriptions(writer: Writer, { id, name, version }: ApiRecord): Promise<void> {
  const count = await writer.count('subscription', { apiId: id, state: ['pending', 'active', 'blocked'] })
  if (count > 0)
    throw conflict(
      `${name}/${version} has ${count} subscription(s), which would stop working: block it for a while, or deprecate it.`,
      'action',
    )
}
