import { z } from 'zod'
import { failureProblem } from '../provider-problem.ts'

export interface IssuerTest {
  readonly isReady: boolean
  /** What was found, or what is wrong and what to do. */
  readonly says: string
  readonly tookMs: number
}

/** OpenID Connect Discovery 1.0 §3, as far as a log-in needs it. */
const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
})
const keysSchema = z.object({ keys: z.array(z.object({ kty: z.string() })).min(1) })

const timeoutMs = 5_000

class Wrong extends Error {}

/** Asks an identity provider for what a log-in needs: where to go, and the keys that prove who comes back. Nobody is signed in. */
export async function testIssuer(issuer: string): Promise<IssuerTest> {
  const begun = performance.now()
  const done = (isReady: boolean, says: string) => ({ isReady, says, tookMs: Math.round(performance.now() - begun) })
  try {
    const place = `${withoutSlash(issuer)}/.well-known/openid-configuration`
    const found = await read(place, { schema: discoverySchema, noun: 'configuration of OpenID Connect' })
    // A slash at the end changes nothing: the log-in takes the name that the provider gives itself.
    if (withoutSlash(found.issuer) !== withoutSlash(issuer))
      throw new Wrong(`It calls itself ${found.issuer}: write TOLLGATE_OIDC_ISSUER exactly like that.`)
    const { keys } = await read(found.jwks_uri, { schema: keysSchema, noun: 'key to prove who signs in' })
    const many = `${keys.length} key${keys.length === 1 ? '' : 's'}`
    return done(true, `It answers: people sign in at ${new URL(found.authorization_endpoint).host}, proved by ${many}.`)
  } catch (error) {
    if (error instanceof Wrong) return done(false, error.message)
    throw error
  }
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '')
}

async function read<T>(address: string, { schema, noun }: { schema: z.ZodType<T>; noun: string }): Promise<T> {
  const url = new URL(address)
  const response = await ask(url)
  if (!response.ok) throw new Wrong(`${address} answers ${response.status}: check TOLLGATE_OIDC_ISSUER.`)
  const text = await response.text().catch(() => '')
  const parsed = schema.safeParse(parse(text))
  if (!parsed.success) throw new Wrong(`${address} has no ${noun}: check TOLLGATE_OIDC_ISSUER.`)
  return parsed.data
}

async function ask(url: URL): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } })
  } catch (error) {
    throw new Wrong(failureProblem(url, signal.aborted ? 'TIMEOUT' : codeOf(error)))
  }
}

/** fetch hides what went wrong below it. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
