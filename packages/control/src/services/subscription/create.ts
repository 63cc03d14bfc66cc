import type { SubscriptionCreate } from '@tollgate/contract/resources/subscription'
import type { ApiRecord, ApplicationRecord, SubscriptionRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { mayRead } from '../api-access.ts'
import { isMeantFor } from '../api-visibility.ts'
import { applicationToUse } from '../application-access.ts'
import { choosePlan } from '../choose-plan.ts'
import { openRequest } from '../open-request.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { mayDecide } from './find-subscription.ts'

const subscriptionsMax = 200

/** Active at once, or pending with a request where the plan asks for approval and the actor is not who gives it. */
export function createSubscription(
  verb: Verb,
  { applicationId, input }: { applicationId: string; input: SubscriptionCreate },
): Promise<SubscriptionRecord> {
  return change(verb, 'subscription.create', async (writer) => {
    const application = await applicationToUse(verb, writer, applicationId)
    mayBeEdited(verb)
    const api = await apiToSubscribe(verb, writer, input.apiId)
    const known = await mustBeNew(writer, { application, api })
    await mustHaveRoom(writer, application)
    const plan = await choosePlan(verb, writer, { api, planId: input.planId })
    const needsApproval = plan.approval === 'manual' && !mayDecide(verb, api)
    const state = needsApproval ? ('pending' as const) : ('active' as const)
    const fields = { planId: plan.id, state, overrides: null, quotaResetAt: null, ...managedBy(verb) }
    const subscription =
      known === undefined
        ? await writer.insert('subscription', { ...fields, applicationId, apiId: api.id })
        : await writer.update('subscription', known, fields)
    if (needsApproval) await ask({ verb, writer }, subscription, input.why)
    return subscription
  })
}

async function apiToSubscribe(verb: Verb, writer: Writer, apiId: string): Promise<ApiRecord> {
  const api = await writer.get('api', apiId)
  if (api === undefined || !isMeantFor(verb, api)) throw noSuchApi(apiId)
  if (api.state === 'published') return api
  // What was not published, or is gone, is its publishers' business alone.
  if ((api.state === 'created' || api.state === 'retired') && !mayRead(verb, api)) throw noSuchApi(apiId)
  throw conflict(
    `${api.name}/${api.version} is ${api.state} and takes no new subscriptions: only a published API does.`,
    'apiId',
  )
}

function noSuchApi(apiId: string) {
  return invalidField('apiId', `names no API that you may use: ${apiId}`)
}

/** One for an application and an API; one that was refused may be asked for again. */
async function mustBeNew(
  writer: Writer,
  { application, api }: { application: ApplicationRecord; api: ApiRecord },
): Promise<SubscriptionRecord | undefined> {
  const [known] = await writer.find('subscription', { applicationId: application.id, apiId: api.id })
  if (known === undefined || known.state === 'refused') return known
  throw conflict(
    `${application.name} has a subscription to ${api.name}/${api.version} already, which is ${known.state} (${known.id}): change its plan with PATCH /subscriptions/${known.id}.`,
    'apiId',
  )
}

async function mustHaveRoom(writer: Writer, { id, name }: ApplicationRecord): Promise<void> {
  const count = await writer.count('subscription', { applicationId: id, state: ['pending', 'active', 'blocked'] })
  if (count >= subscriptionsMax)
    throw conflict(
      `The application ${name} has ${subscriptionsMax} subscriptions, which is the most: remove some, or make another application.`,
    )
}

async function ask(place: { verb: Verb; writer: Writer }, subscription: SubscriptionRecord, why = ''): Promise<void> {
  const { id, applicationId, apiId, planId } = subscription
  const about = { applicationId, apiId, planId, subscriptionId: id }
  await openRequest(place, { ...about, kind: 'subscribe', details: {}, why, endsAt: null })
}
