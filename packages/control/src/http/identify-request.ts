import { type IdentifyContext, identify } from '../access/identify.ts'
import { clientAddress } from './client-address.ts'
import type { Identify } from './handle-route.ts'
import { requestIdOf } from './request-id.ts'

/** Who is behind a request of the REST API. */
export function identifyRequest(context: IdentifyContext): Identify {
  return (c) => identify(context, { request: c.req.raw, address: clientAddress(c), requestId: requestIdOf(c) })
}
