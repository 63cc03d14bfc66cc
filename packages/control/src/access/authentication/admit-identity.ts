import type { BetterAuthOptions } from 'better-auth'
import type { OidcIdentity, OidcProvider, People } from './authentication-contract.ts'
import type { RequestScopes } from './request-scope.ts'

type ValidateUserInfo = NonNullable<NonNullable<BetterAuthOptions['user']>['validateUserInfo']>

/**
 * Looks at everyone who comes back from an identity provider, before anything is written. The provider must vouch for the e-mail,
 * and we must expect the person: nobody gets in because a provider knows them.
 */
export function admitIdentity(people: People, scopes: RequestScopes, oidc: readonly OidcProvider[]): ValidateUserInfo {
  return async ({ user, source }, context) => {
    const scope = scopes.getStore()
    const provider = oidc.find(({ id }) => id === source.oauth?.providerId)
    if (scope === undefined || provider === undefined) return { error: 'sign_up_is_off' }
    const claims = source.oauth?.profile ?? {}
    const subject = claims.sub
    if (user.emailVerified !== true) return { error: 'email_not_verified' }
    if (typeof user.email !== 'string' || typeof subject !== 'string') return { error: 'no_email' }
    if (source.action === 'link-account' && user.id !== undefined) {
      // The same address with another subject: somebody else has got it since.
      const accounts = await context.context.internalAdapter.findAccounts(user.id)
      if (accounts.some(({ providerId }) => providerId === provider.id)) return { error: 'another_identity' }
    }
    const identity: OidcIdentity = {
      providerId: provider.id,
      subject,
      email: user.email.toLowerCase(),
      name: user.name ?? '',
      groups: groupsOf(claims, provider.groupsClaim),
    }
    if (!(await people.isExpected(identity))) return { error: 'not_invited' }
    scope.identity = identity
    return undefined
  }
}

function groupsOf(claims: Readonly<Record<string, unknown>>, claim: string | null): string[] {
  const groups = claim === null ? undefined : claims[claim]
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : []
}
