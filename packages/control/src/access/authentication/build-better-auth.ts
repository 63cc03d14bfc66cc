import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { deviceAuthorization } from 'better-auth/plugins/device-authorization'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { admitIdentity } from './admit-identity.ts'
import type { AuthenticationLog, OidcProvider } from './authentication-contract.ts'
import { sessionCookie } from './cookies.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import type { RequestScopes } from './request-scope.ts'
import type { Settings } from './settings.ts'
import { deviceCodeTable, tableNames, twoFactorTable } from './table-names.ts'

export const basePath = '/api/auth'
/** Set by us on the requests that we hand on; a client's own is never seen. */
export const addressHeader = 'x-tollgate-client-address'
/** The only client of the device flow: `tollgate login`. */
export const deviceClientId = 'tollgate-cli'

export type BetterAuth = ReturnType<typeof buildBetterAuth>

/**
 * better-auth as we use it: it knows passwords, second factors, sessions and device codes, and nothing of roles or organisations.
 * Without providers it never talks to the network, so a dead identity provider cannot keep anybody from a password.
 */
export function buildBetterAuth(settings: Settings, scopes: RequestScopes, providers: readonly OidcProvider[]) {
  return betterAuth({
    ...base(settings),
    ...storage(settings, scopes),
    plugins: [
      twoFactor({ issuer: 'Tollgate', schema: twoFactorTable }),
      deviceAuthorization({
        schema: deviceCodeTable,
        expiresIn: '10m',
        interval: '5s',
        verificationUri: settings.baseUrl + settings.pages.device,
        validateClient: (clientId) => clientId === deviceClientId,
      }),
      genericOAuth({ config: providers.map(oidcConfig) }),
    ],
  })
}

function base({ baseUrl, secret, origins, session, pages, log }: Settings): BetterAuthOptions {
  return {
    appName: 'Tollgate',
    baseURL: baseUrl,
    basePath,
    secret,
    trustedOrigins: [...origins],
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    onAPIError: { errorURL: baseUrl + pages.logIn },
    logger: { level: 'warn', disableColors: true, log: relay(log) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: 1024,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    // A session's end is the absolute one; idling is watched by sessions.ts.
    session: {
      ...tableNames.session,
      expiresIn: Math.floor(session.absoluteMs / 1000),
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      freshAge: 0,
    },
    advanced: {
      disableCSRFCheck: false,
      disableOriginCheck: false,
      useSecureCookies: false,
      cookiePrefix: sessionCookie,
      cookies: { session_token: { name: sessionCookie } },
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  }
}

function storage({ database, people, oidc }: Settings, scopes: RequestScopes) {
  return {
    database: { db: database.db, type: database.engine },
    user: { ...tableNames.user, validateUserInfo: admitIdentity(people, scopes, oidc) },
    account: tableNames.account,
    verification: { ...tableNames.verification, storeIdentifier: 'hashed' },
    databaseHooks: {
      session: {
        create: { before: ({ userId }) => mayBegin(userId) },
      },
      account: {
        create: { before: async (account) => ({ data: { ...account, ...withoutTokens } }) },
        update: { before: async (account) => ({ data: { ...account, ...withoutTokens } }) },
      },
    },
  } satisfies BetterAuthOptions

  /** Every way to a session ends here; `false` makes better-auth give up. */
  async function mayBegin(userId: string): Promise<boolean> {
    const scope = scopes.getStore()
    const identity = scope?.identity
    const welcomed =
      identity === undefined || (await people.welcome({ authUserId: userId, email: identity.email, identity }))
    const allowed = welcomed && (await people.isAllowed(userId))
    if (!allowed && scope !== undefined) scope.refused = true
    return allowed
  }
}

/** We never call an identity provider in somebody's name, so we do not keep what would allow it. */
const withoutTokens = { accessToken: null, refreshToken: null, idToken: null }

function oidcConfig({ id, name, issuer, clientId, clientSecret, scopes }: OidcProvider) {
  return {
    providerId: id,
    name,
    clientId,
    clientSecret,
    discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    pkce: true,
    // The one way that every provider has to support.
    authentication: 'basic' as const,
    scopes: [...(scopes ?? ['openid', 'email', 'profile'])],
  }
}

/** Only the sentence: what better-auth adds may hold an address, a state or a token. */
function relay(log: AuthenticationLog) {
  return (level: 'debug' | 'info' | 'success' | 'warn' | 'error', message: string, ...details: unknown[]): void => {
    const [cause] = details.filter((detail) => detail instanceof Error)
    const sentence = message.replace(/https?:\/\/\S+/g, 'an address')
    const text = cause === undefined ? sentence : `${sentence}: ${cause.name}`
    if (level === 'error') log.error(`log-in: ${text}`)
    else if (level === 'warn') log.warn(`log-in: ${text}`)
  }
}
