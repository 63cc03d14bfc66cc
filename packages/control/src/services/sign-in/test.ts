import type { SignInTest } from '@tollgate/contract/resources/sign-in'
import { authorise, type Verb } from '../verb.ts'
import { testIssuer } from './test-issuer.ts'

/** Asks every identity provider that people may sign in at whether a log-in there would work. */
export async function testSignIn(verb: Verb): Promise<SignInTest[]> {
  authorise(verb, 'settings:manage')
  return await Promise.all(
    verb.identityProviders.map(async ({ id, name, issuer }) => ({ id, name, issuer, ...(await testIssuer(issuer)) })),
  )
}
