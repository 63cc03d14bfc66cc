import { z } from 'zod'
import { answer, succeeded, withCookies } from './answer.ts'
import { type EndpointCall, endpoint } from './endpoint.ts'
import { ask } from './engine.ts'
import { jsonResponse, type Outcome, problems } from './problem.ts'

/** A page of ours and nothing else: one slash, and no character that a browser reads as another. */
const page = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\w\-./?=&%#~]*$/, 'must be a path of this console, such as /apis')

const short = z.string().max(4096).optional()

export const oidcEndpoints = [
  endpoint({
    method: 'get',
    path: '/providers',
    access: 'anyone',
    summary: 'The identity providers to sign in with',
    throttle: 'light',
    input: z.strictObject({}),
    run: async ({ engine }) => jsonResponse({ providers: engine.settings.oidc.map(({ id, name }) => ({ id, name })) }),
  }),
  endpoint({
    method: 'post',
    path: '/sign-in/oidc',
    access: 'anyone',
    summary: 'Begins a log-in at an identity provider: where to send the browser',
    throttle: 'address',
    input: z.strictObject({ provider: z.string().max(64), returnTo: page.optional() }),
    run: begin,
  }),
  endpoint({
    method: 'get',
    path: '/callback/{provider}',
    access: 'anyone',
    summary: 'Where the identity provider sends the browser back to',
    throttle: 'address',
    // What else a provider adds (session_state and the like) is not ours to refuse.
    input: z.object({ code: short, state: short, iss: short, error: short, error_description: short }),
    run: finish,
  }),
]

async function begin(call: EndpointCall<{ provider: string; returnTo?: string | undefined }>): Promise<Outcome> {
  const { engine, input } = call
  const { baseUrl, pages } = engine.settings
  const body = {
    provider: input.provider,
    callbackURL: baseUrl + (input.returnTo ?? '/'),
    errorCallbackURL: baseUrl + pages.logIn,
    disableRedirect: true,
  }
  const question = { method: 'POST', path: '/sign-in/social', body, oidc: true } as const
  const reply = await ask(engine, { ...call, session: undefined }, question)
  const { url } = (reply.body ?? {}) as { url?: unknown }
  return answer(reply, { url })
}

async function finish(call: EndpointCall<Record<string, string | undefined>>): Promise<Outcome> {
  const { engine, input, parameter } = call
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input)) if (value !== undefined) query.set(name, value)
  const question = { method: 'GET', path: `/callback/${parameter}`, query, oidc: true } as const
  const reply = await ask(engine, { ...call, session: undefined }, question)
  if (reply.location === null) return succeeded(reply) ? problems.unavailable : answer(reply, undefined)
  return withCookies(redirect(engine.settings.baseUrl, reply.location, engine.settings.pages.logIn), reply)
}

/** better-auth has checked it; but a redirect off this site is never right here. */
function redirect(baseUrl: string, location: string, logIn: string): Response {
  const target = URL.parse(location, baseUrl)
  const safe = target !== null && target.origin === baseUrl ? target.href : baseUrl + logIn
  return new Response(null, { status: 302, headers: { location: safe, 'cache-control': 'no-store' } })
}
