import type { KeptRequest } from '@tollgate/contract/gateway-link'
import { jsonDepth } from '../../policy-bench/json-depth.ts'
import { parseBody } from '../kept-requests.ts'
import type { Services } from '../verb.ts'

/** Of each API; the oldest make room. */
export const keptCountMax = 200
export const keptBytesMax = 16 * 1_048_576
/** As deep as a gateway lets a body be that it reads. */
const depthMax = 128

/** What a gateway hands over of requests: kept where the API still keeps such, and a body is what a replay can read. */
export async function keepRequests(
  { store, vault, now }: Pick<Services, 'store' | 'vault' | 'now'>,
  { organisationId, requests }: { organisationId: string; requests: readonly KeptRequest[] },
): Promise<void> {
  const received = now()
  const readable = requests.filter(({ body }) => isReadable(body))
  if (readable.length === 0) return
  await store.keepRequests(
    // A number comes from another machine: a time to come would keep its request in front for ever.
    readable.map((request) => ({ ...request, organisationId, at: Math.min(request.at, received) })),
    { countMax: keptCountMax, bytesMax: keptBytesMax, seal: (body, place) => vault.seal(body, place) },
  )
}

function isReadable(body: string): boolean {
  const json = parseBody(body)
  return json !== undefined && jsonDepth(json, depthMax) <= depthMax
}
