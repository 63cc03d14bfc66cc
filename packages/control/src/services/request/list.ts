import type { RequestKind, RequestState } from '@tollgate/contract/resources/request'
import type { RequestRecord } from '../../storage/records.ts'
import type { Page, Reader } from '../../storage/store.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedRequest, describeRequests } from './describe.ts'
import { isOwn, mayAnswer, seesRequest } from './find-request.ts'

export interface RequestQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly kind?: RequestKind | undefined
  readonly state?: RequestState | undefined
  readonly applicationId?: string | undefined
  readonly apiId?: string | undefined
  /** own: that the actor made; answer: that wait for the actor; preset: all that they see. */
  readonly whose?: 'own' | 'answer' | undefined
}

export async function listRequests(verb: Verb, query: RequestQuery): Promise<Page<DescribedRequest>> {
  const reader = readerOf(verb)
  const { limit, after, whose, ...equal } = query
  const wanted = Object.entries({ ...equal, state: whose === 'answer' ? 'open' : equal.state })
  const page = await filteredPage(
    reader,
    {
      kind: 'request',
      limit,
      after,
      where: Object.fromEntries(wanted.filter(([, value]) => value !== undefined)),
    },
    (requests) => seenOf(verb, reader, { requests, whose }),
  )
  return { items: await describeRequests(reader, page.items), next: page.next }
}

async function seenOf(
  verb: Verb,
  reader: Reader,
  { requests, whose }: { requests: readonly RequestRecord[]; whose: RequestQuery['whose'] },
): Promise<RequestRecord[]> {
  const applications = await reader.find('application', { id: requests.map(({ applicationId }) => applicationId) })
  const apis = await reader.find('api', { id: requests.flatMap(({ apiId }) => apiId ?? []) })
  return requests.filter((request) => {
    const application = applications.find(({ id }) => id === request.applicationId)
    if (application === undefined) return false
    const found = { request, application, api: apis.find(({ id }) => id === request.apiId) }
    if (whose === 'own') return isOwn(verb, found)
    return whose === 'answer' ? mayAnswer(verb, found) : seesRequest(verb, found)
  })
}
