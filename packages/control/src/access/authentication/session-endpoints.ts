import { z } from 'zod'
import { answer } from './answer.ts'
import type { PersonSession } from './authentication-contract.ts'
import { type EndpointCall, endpoint } from './endpoint.ts'
import { ask } from './engine.ts'
import { jsonResponse, type Outcome, problems } from './problem.ts'
import { listSessions, revokeSession, revokeSessions } from './sessions.ts'

const nothing = z.strictObject({})

export const sessionEndpoints = [
  endpoint({
    method: 'get',
    path: '/session',
    access: 'signed-in',
    summary: 'Who is signed in',
    throttle: 'light',
    input: nothing,
    run: (call) =>
      signedIn(call, async ({ sessionId, email, name, twoFactor, createdAt, expiresAt }) =>
        jsonResponse({ sessionId, email, name, twoFactor, createdAt, expiresAt }),
      ),
  }),
  endpoint({
    method: 'post',
    path: '/sign-out',
    access: 'signed-in',
    summary: 'Ends this session',
    throttle: 'light',
    input: nothing,
    run: (call) =>
      signedIn(call, async ({ authUserId, sessionId }) => {
        await revokeSession(call.engine, authUserId, sessionId)
        const reply = await ask(call.engine, call, { method: 'POST', path: '/sign-out', body: {} })
        return answer(reply, { status: 'signed-out' })
      }),
  }),
  endpoint({
    method: 'get',
    path: '/sessions',
    access: 'signed-in-browser',
    summary: 'Where the person is signed in',
    throttle: 'light',
    input: nothing,
    run: (call) =>
      signedIn(call, async ({ authUserId, sessionId }) => {
        const sessions = await listSessions(call.engine, authUserId)
        return jsonResponse({ sessions: sessions.map((one) => ({ ...one, current: one.sessionId === sessionId })) })
      }),
  }),
  endpoint({
    method: 'delete',
    path: '/sessions/{id}',
    access: 'signed-in-browser',
    summary: 'Ends one of the own sessions',
    throttle: 'light',
    input: nothing,
    run: (call) =>
      signedIn(call, async ({ authUserId }) =>
        (await revokeSession(call.engine, authUserId, call.parameter))
          ? jsonResponse({ status: 'ended' })
          : problems.notFound,
      ),
  }),
  endpoint({
    method: 'post',
    path: '/revoke-other-sessions',
    access: 'signed-in-browser',
    summary: 'Ends all sessions but this one',
    throttle: 'light',
    input: nothing,
    run: (call) =>
      signedIn(call, async ({ authUserId, sessionId }) => {
        await revokeSessions(call.engine, authUserId, sessionId)
        return jsonResponse({ status: 'ended' })
      }),
  }),
]

/** The dispatcher has let nobody else through; this says so to the types. */
async function signedIn(
  { session }: EndpointCall<unknown>,
  work: (session: PersonSession) => Promise<Outcome>,
): Promise<Outcome> {
  return session === undefined ? problems.signedOut : work(session)
}
