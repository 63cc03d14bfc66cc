import { PlainFailure } from '../../plain-failure.ts'
import type { AuthenticationOptions, OidcProvider, Pages } from './authentication-contract.ts'

/** The options with everything filled in that was left out. */
export interface Settings extends AuthenticationOptions {
  readonly origins: readonly string[]
  readonly session: { readonly idleMs: number; readonly absoluteMs: number }
  readonly pages: Pages
  readonly oidc: NonNullable<AuthenticationOptions['oidc']>
}

const hourMs = 60 * 60 * 1000
const secretCharactersMin = 32

export function completeOptions(options: AuthenticationOptions): Settings {
  if (options.secret.length < secretCharactersMin)
    throw new Error(`the secret of the sessions needs at least ${secretCharactersMin} characters`)
  const { origin } = new URL(options.baseUrl)
  for (const provider of options.oidc ?? []) checkProvider(provider)
  return {
    ...options,
    baseUrl: origin,
    origins: [...new Set([origin, ...(options.origins ?? [])])],
    session: options.session ?? { idleMs: 24 * hourMs, absoluteMs: 7 * 24 * hourMs },
    pages: options.pages ?? { logIn: '/log-in', setPassword: '/set-password', device: '/device' },
    oidc: options.oidc ?? [],
  }
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Who listens in on the way to the provider could sign in as anybody. */
function checkProvider({ id, issuer }: OidcProvider): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    throw new PlainFailure(`The identity provider's id "${id}" has other characters than a-z, 0-9 and "-".`)
  const url = URL.parse(issuer)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname))) return
  throw new PlainFailure(`The issuer of the identity provider ${id} has to begin with https://.`)
}
