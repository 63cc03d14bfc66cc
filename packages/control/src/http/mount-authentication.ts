import type { Authentication } from '../access/authentication/authentication-contract.ts'
import type { Mount } from './app.ts'
import { clientAddress } from './client-address.ts'
import { requestIdOf } from './request-id.ts'

/** Log-in and all that belongs to it, below `/api/auth/`. */
export function mountAuthentication(authentication: Authentication): Mount {
  return {
    path: '/api/auth/*',
    handle: (c) => authentication.handle(c.req.raw, { address: clientAddress(c), requestId: requestIdOf(c) }),
  }
}
