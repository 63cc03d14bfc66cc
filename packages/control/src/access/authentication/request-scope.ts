import { AsyncLocalStorage } from 'node:async_hooks'
import type { OidcIdentity } from './authentication-contract.ts'

/** What the hooks of better-auth tell each other about one request: they have no other common ground. */
export interface RequestScope {
  identity: OidcIdentity | undefined
  /** A session was asked for and the table of people said no. */
  refused: boolean
}

export type RequestScopes = AsyncLocalStorage<RequestScope>

export function createRequestScopes(): RequestScopes {
  return new AsyncLocalStorage<RequestScope>()
}
