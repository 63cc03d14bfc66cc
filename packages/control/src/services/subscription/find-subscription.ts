import { allows } from '../../access/actor.ts'
import type { ApiRecord, ApplicationRecord, SubscriptionRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { mayRead, targetOf } from '../api-access.ts'
import { maySee, mayUse } from '../application-access.ts'
import { notFound, Problem } from '../problem.ts'
import type { Verb } from '../verb.ts'

export interface FoundSubscription {
  readonly subscription: SubscriptionRecord
  readonly api: ApiRecord
  readonly application: ApplicationRecord
  /** The actor looks after the API's subscriptions. */
  readonly isPublisher: boolean
}

/** For whoever sees the application or looks after the API; for everybody else it is not there. */
export async function findSubscription(verb: Verb, reader: Reader, id: string): Promise<FoundSubscription> {
  const subscription = await reader.get('subscription', id)
  if (subscription === undefined) throw notFound('subscription', id)
  const api = await reader.get('api', subscription.apiId)
  const application = await reader.get('application', subscription.applicationId)
  if (api === undefined || application === undefined) throw notFound('subscription', id)
  if (!maySee(verb, application) && !mayRead(verb, api)) throw notFound('subscription', id)
  return { subscription, api, application, isPublisher: mayDecide(verb, api) }
}

/** As its publisher. */
export async function subscriptionToDecide(verb: Verb, reader: Reader, id: string): Promise<FoundSubscription> {
  const found = await findSubscription(verb, reader, id)
  mayWrite(verb)
  if (!found.isPublisher)
    throw new Problem(
      'forbidden',
      `This is for those who look after ${found.api.name}/${found.api.version}: it needs the permission subscriptions:manage.`,
    )
  return found
}

/** As its publisher, or as one who uses the application. */
export async function subscriptionToChange(verb: Verb, reader: Reader, id: string): Promise<FoundSubscription> {
  const found = await findSubscription(verb, reader, id)
  mayWrite(verb)
  if (!found.isPublisher && !mayUse(verb, found.application))
    throw new Problem(
      'forbidden',
      `The application ${found.application.name} is not yours: ask somebody of its team, or an administrator.`,
    )
  return found
}

export function mayDecide({ actor }: Verb, api: ApiRecord): boolean {
  return allows(actor, 'subscriptions:manage', targetOf(api))
}

function mayWrite({ actor }: Verb): void {
  if (actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
}
