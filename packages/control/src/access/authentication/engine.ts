import type { PersonSession } from './authentication-contract.ts'
import type { Background } from './background.ts'
import { addressHeader, type BetterAuth, basePath } from './build-better-auth.ts'
import { sentSessionCookie, sessionCookie, stepCookies } from './cookies.ts'
import type { RequestScopes } from './request-scope.ts'
import type { Settings } from './settings.ts'
import type { Throttle } from './throttle.ts'

/** What the routes and the verbs of the log-in work with. */
export interface Engine {
  readonly settings: Settings
  readonly scopes: RequestScopes
  readonly auth: BetterAuth
  /** The same with the identity providers, made when the first one is asked for. */
  readonly oidcAuth: () => BetterAuth
  readonly throttle: Throttle
  /** Work that nobody waits for: how long it takes must not tell whether an address is known. */
  readonly background: Background
}

/** Who is calling, as far as better-auth has to know. */
export interface Caller {
  readonly headers: Headers
  readonly address: string
  readonly session: PersonSession | undefined
}

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: URLSearchParams
  readonly body?: unknown
  readonly oidc?: boolean
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly cookies: readonly string[]
  readonly location: string | null
  /** The table of people said no when a session was about to begin. */
  readonly refused: boolean
}

const oidcTimeoutMs = 20_000

/** Calls one route of better-auth with a request made anew: nothing of the caller's goes in that is not meant to. */
export async function ask(engine: Engine, caller: Caller, question: Question): Promise<Reply> {
  const scope = { identity: undefined, refused: false }
  const request = makeRequest(engine, caller, question)
  const auth = question.oidc === true ? engine.oidcAuth() : engine.auth
  const answered = engine.scopes.run(scope, () => auth.handler(request))
  const response = question.oidc === true ? await within(oidcTimeoutMs, answered) : await answered
  const text = await response.text()
  return {
    status: response.status,
    body: parsed(text),
    cookies: response.headers.getSetCookie(),
    location: response.headers.get('location'),
    refused: scope.refused,
  }
}

function makeRequest({ settings }: Engine, caller: Caller, { method, path, query, body }: Question): Request {
  const url = new URL(settings.baseUrl + basePath + path)
  for (const [name, value] of query ?? []) url.searchParams.append(name, value)
  const headers = new Headers({ origin: settings.baseUrl, [addressHeader]: caller.address })
  const userAgent = caller.headers.get('user-agent')
  if (userAgent !== null) headers.set('user-agent', userAgent.slice(0, 300))
  const cookies = stepCookies(caller.headers)
  const session = caller.session?.transport === 'cookie' ? sentSessionCookie(caller.headers) : undefined
  if (session !== undefined) cookies.push(`${sessionCookie}=${session}`)
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
  if (body === undefined) return new Request(url, { method, headers })
  headers.set('content-type', 'application/json')
  return new Request(url, { method, headers, body: JSON.stringify(body) })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => timeout.reject(new Error('the identity provider did not answer in time')), ms)
  try {
    return await Promise.race([work, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}
