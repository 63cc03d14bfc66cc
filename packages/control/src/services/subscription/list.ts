import type { SubscriptionState } from '@tollgate/contract/resources/subscription'
import type { SubscriptionRecord } from '../../storage/records.ts'
import type { Page, Reader, Where } from '../../storage/store.ts'
import { apiToRead, mayRead } from '../api-access.ts'
import { applicationToRead, mustSeeApplications, seenApplicationIds } from '../application-access.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedSubscription, describeSubscriptions } from './describe.ts'

export interface SubscriptionQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly applicationId?: string | undefined
  readonly apiId?: string | undefined
  readonly planId?: string | undefined
  readonly state?: SubscriptionState | undefined
}

/** Of an application that the actor sees, of an API that they look after (or may look at), or of all applications that they see. */
export async function listSubscriptions(verb: Verb, query: SubscriptionQuery): Promise<Page<DescribedSubscription>> {
  mustSeeApplications(verb)
  const reader = readerOf(verb)
  const { limit, after, apiId, planId, state } = query
  const page = await reader.page('subscription', {
    limit,
    after,
    where: {
      ...(await seenWhere(verb, reader, query)),
      ...(apiId === undefined ? {} : { apiId }),
      ...(planId === undefined ? {} : { planId }),
      ...(state === undefined ? {} : { state }),
    },
  })
  return { items: await describeSubscriptions(reader, page.items), next: page.next }
}

/** For its publishers. */
export async function listApiSubscriptions(
  verb: Verb,
  query: SubscriptionQuery & { readonly apiId: string },
): Promise<Page<DescribedSubscription>> {
  await apiToRead(verb, readerOf(verb), query.apiId)
  return await listSubscriptions(verb, query)
}

async function seenWhere(
  verb: Verb,
  reader: Reader,
  { applicationId, apiId }: SubscriptionQuery,
): Promise<Where<SubscriptionRecord>> {
  const api = apiId === undefined ? undefined : await reader.get('api', apiId)
  if (api !== undefined && mayRead(verb, api)) return applicationId === undefined ? {} : { applicationId }
  if (applicationId !== undefined) return { applicationId: (await applicationToRead(verb, reader, applicationId)).id }
  const seen = await seenApplicationIds(verb, reader)
  return seen === undefined ? {} : { applicationId: seen }
}
