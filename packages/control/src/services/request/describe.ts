import type { RequestRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedRequest {
  readonly request: RequestRecord
  readonly personName: string
  readonly applicationName: string
  readonly apiName: string | null
  readonly planName: string | null
}

export async function describeRequests(
  reader: Reader,
  requests: readonly RequestRecord[],
): Promise<DescribedRequest[]> {
  const people = await reader.find('person', { id: requests.map(({ personId }) => personId) })
  const applications = await reader.find('application', { id: requests.map(({ applicationId }) => applicationId) })
  const apis = await reader.find('api', { id: requests.flatMap(({ apiId }) => apiId ?? []) })
  const plans = await reader.find('plan', { id: requests.flatMap(({ planId }) => planId ?? []) })
  return requests.map((request) => {
    const api = apis.find(({ id }) => id === request.apiId)
    return {
      request,
      personName: people.find(({ id }) => id === request.personId)?.name ?? request.personId,
      applicationName: applications.find(({ id }) => id === request.applicationId)?.name ?? request.applicationId,
      apiName: api === undefined ? null : `${api.name}/${api.version}`,
      planName: plans.find(({ id }) => id === request.planId)?.name ?? null,
    }
  })
}

export async function describeRequest(reader: Reader, request: RequestRecord): Promise<DescribedRequest> {
  const [described] = await describeRequests(reader, [request])
  if (described === undefined) throw new Error('describeRequests leaves nothing out')
  return described
}
