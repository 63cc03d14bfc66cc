import type { Authentication } from '../access/authentication/authentication-contract.ts'

/** People's log-ins, as the verbs need them. */
export type LogIns = Pick<
  Authentication,
  | 'sessionOf'
  | 'createUser'
  | 'deleteUser'
  | 'setPassword'
  | 'revokeSessions'
  | 'removeTwoFactor'
  | 'startInvitation'
  | 'createPasswordLink'
>
