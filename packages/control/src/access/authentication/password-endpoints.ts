import { z } from 'zod'
import { answer, succeeded, withCookies } from './answer.ts'
import type { PersonSession } from './authentication-contract.ts'
import { type EndpointCall, endpoint } from './endpoint.ts'
import { ask, type Engine, type Reply } from './engine.ts'
import { redeemLink, startPasswordReset } from './password-links.ts'
import { passwordObjection } from './password-rules.ts'
import { jsonResponse, type Outcome, type ProblemAnswer, problems, tooMany } from './problem.ts'
import { revokeSession } from './sessions.ts'

const email = z.email().max(254)
const password = z.string().min(1).max(1024)

export const passwordEndpoints = [
  endpoint({
    method: 'post',
    path: '/sign-in/email',
    access: 'anyone',
    summary: 'Signs in with e-mail and password; may ask for a second factor',
    throttle: 'address',
    input: z.strictObject({ email, password }),
    run: signIn,
  }),
  endpoint({
    method: 'post',
    path: '/request-password-reset',
    access: 'anyone',
    summary: 'Mails a link that sets a new password',
    throttle: 'address',
    input: z.strictObject({ email }),
    run: async ({ engine, input }) => {
      engine.background.run('a password reset was not sent', () => startPasswordReset(engine, input.email))
      return jsonResponse({ status: 'accepted' })
    },
  }),
  endpoint({
    method: 'post',
    path: '/set-password',
    access: 'anyone',
    summary: 'Sets a password with the token of an invitation or a reset',
    throttle: 'address',
    input: z.strictObject({ token: z.string().min(1).max(200), password }),
    run: async ({ engine, input }) => {
      const refusal = await redeemLink(engine, input.token, input.password)
      if (refusal === 'invalid-link') return problems.invalidLink
      return refusal === undefined ? jsonResponse({ status: 'password-set' }) : badPassword('password', refusal.refused)
    },
  }),
  endpoint({
    method: 'post',
    path: '/change-password',
    access: 'signed-in-browser',
    summary: 'Changes the own password and ends all other sessions',
    throttle: 'address',
    input: z.strictObject({ currentPassword: password, newPassword: password }),
    run: changePassword,
  }),
]

async function signIn(call: EndpointCall<{ email: string; password: string }>): Promise<Outcome> {
  const { engine, input, session } = call
  const account = input.email.toLowerCase()
  // Counted before the password is looked at: tries at the same time must not slip through together.
  const wait = await engine.throttle.take('account', account)
  if (wait !== undefined) return tooMany(wait)
  const reply = await ask(
    engine,
    { ...call, session: undefined },
    { method: 'POST', path: '/sign-in/email', body: input },
  )
  if (reply.refused) return problems.invalidCredentials
  if (!succeeded(reply)) return answer(reply, undefined)
  await engine.throttle.forget('account', account)
  await endPrevious(engine, session)
  return withCookies(jsonResponse(outcome(reply)), reply)
}

function outcome({ body }: Reply): unknown {
  const second = body !== null && typeof body === 'object' && 'twoFactorRedirect' in body
  return second ? { status: 'two-factor-required' } : { status: 'signed-in' }
}

/** A browser has one session: the one before ends with the log-in. */
export async function endPrevious(engine: Engine, session: PersonSession | undefined): Promise<void> {
  if (session?.transport === 'cookie') await revokeSession(engine, session.authUserId, session.sessionId)
}

async function changePassword(call: EndpointCall<{ currentPassword: string; newPassword: string }>): Promise<Outcome> {
  const { engine, input, session } = call
  const objection = passwordObjection(input.newPassword, session?.email ?? '')
  if (objection !== undefined) return badPassword('newPassword', objection)
  return confirming(call, async () => {
    const body = { ...input, revokeOtherSessions: true }
    const reply = await ask(engine, call, { method: 'POST', path: '/change-password', body })
    return { reply, response: answer(reply, { status: 'password-set' }) }
  })
}

/** A route that asks for the password again is one more place to guess it: the same count holds. */
export async function confirming(
  { engine, session }: EndpointCall<unknown>,
  work: () => Promise<{ reply: Reply; response: Outcome }>,
): Promise<Outcome> {
  const account = session?.email ?? ''
  const wait = await engine.throttle.take('account', account)
  if (wait !== undefined) return tooMany(wait)
  const { reply, response } = await work()
  if (succeeded(reply)) await engine.throttle.forget('account', account)
  return response
}

function badPassword(field: string, reason: string): ProblemAnswer {
  return {
    status: 400,
    kind: 'invalid',
    title: 'The password cannot be used',
    detail: reason,
    fields: [{ field, reason }],
  }
}
