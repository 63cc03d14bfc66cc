import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { OidcProvider } from '../authentication-contract.ts'
import { baseUrl } from './test-browser.ts'

const providerModule = 'oidc-provider'

/** What we use of oidc-provider, which comes without types. */
interface OidcServer {
  readonly Grant: new (of: {
    clientId: string
    accountId: string
  }) => { addOIDCScope(scope: string): void; save(): Promise<string> }
  callback(): (request: IncomingMessage, response: ServerResponse) => void
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: unknown): Promise<void>
}

interface AccountClaims {
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
  readonly groups: readonly string[]
}

/** A real OpenID provider on loopback, in which everybody is always signed in as `subject`. */
export interface TestIdentityProvider {
  readonly provider: OidcProvider
  readonly accounts: Map<string, AccountClaims>
  subject: string
  /** Goes through the provider's pages as a browser does, and answers with its redirect back to us. */
  readonly visit: (authorizationUrl: string) => Promise<URL>
  readonly stop: () => Promise<void>
}

const scopes = ['openid', 'email', 'profile', 'groups']
const client = { clientId: 'tollgate', clientSecret: 'a-secret-between/the two:of us' }

export async function testIdentityProvider(): Promise<TestIdentityProvider> {
  const accounts = new Map<string, AccountClaims>()
  let handler: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const server = createServer((request, response) => handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const oidc = await makeServer(issuer, accounts)
  const callback = oidc.callback()
  const state = { subject: 'subject-of-alice' }
  handler = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response)
    void oidc.interactionFinished(request, response, { login: { accountId: state.subject } })
  }
  return Object.assign(state, {
    provider: { id: 'company', name: 'Company', issuer, ...client, scopes: [...scopes], groupsClaim: 'groups' },
    accounts,
    visit,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

async function makeServer(issuer: string, accounts: ReadonlyMap<string, AccountClaims>): Promise<OidcServer> {
  const { default: Provider } = (await import(providerModule)) as {
    default: new (issuer: string, configuration: unknown) => OidcServer
  }
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [`${baseUrl}/api/auth/callback/company`],
      },
    ],
    scopes,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['of the tests'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: async (_: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId, ...accounts.get(accountId) }),
    }),
    loadExistingGrant: async ({ oidc: { session } }: { oidc: { session: { accountId: string } } }) => {
      const grant = new oidc.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile groups')
      await grant.save()
      return grant
    },
  })
  return oidc
}

async function visit(authorizationUrl: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let next = new URL(authorizationUrl)
  for (let hop = 0; hop < 10; hop++) {
    if (next.origin === baseUrl) return next
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]?.split('=') ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`the provider says ${response.status}: ${await response.text()}`)
    next = new URL(location, next)
  }
  throw new Error('the provider redirects forever')
}
