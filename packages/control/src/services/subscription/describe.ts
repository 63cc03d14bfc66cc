import type { ApiRecord, SubscriptionRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedSubscription {
  readonly subscription: SubscriptionRecord
  readonly applicationName: string
  readonly apiName: string
  readonly planName: string | null
  /** The open request for it. */
  readonly requestId: string | null
}

export async function describeSubscriptions(
  reader: Reader,
  subscriptions: readonly SubscriptionRecord[],
): Promise<DescribedSubscription[]> {
  const applications = await reader.find('application', { id: unique(subscriptions, 'applicationId') })
  const apis = await reader.find('api', { id: unique(subscriptions, 'apiId') })
  const plans = await reader.find('plan', { id: unique(subscriptions, 'planId') })
  const requests = await reader.find('request', {
    applicationId: unique(subscriptions, 'applicationId'),
    kind: 'subscribe',
    state: 'open',
  })
  return subscriptions.map((subscription) => {
    const { id, applicationId, apiId, planId } = subscription
    const api = apis.find((one) => one.id === apiId)
    return {
      subscription,
      applicationName: applications.find((one) => one.id === applicationId)?.name ?? applicationId,
      apiName: api === undefined ? apiId : label(api),
      planName: plans.find((one) => one.id === planId)?.name ?? null,
      requestId: requests.find(({ subscriptionId }) => subscriptionId === id)?.id ?? null,
    }
  })
}

export async function describeSubscription(
  reader: Reader,
  subscription: SubscriptionRecord,
): Promise<DescribedSubscription> {
  const [described] = await describeSubscriptions(reader, [subscription])
  if (described === undefined) throw new Error('describeSubscriptions leaves nothing out')
  return described
}

function label({ name, version }: ApiRecord): string {
  return `${name}/${version}`
}

function unique(records: readonly SubscriptionRecord[], property: 'applicationId' | 'apiId' | 'planId'): string[] {
  return [...new Set(records.flatMap((record) => record[property] ?? []))]
}
