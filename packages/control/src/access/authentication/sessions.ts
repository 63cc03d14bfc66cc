import { StoreUnavailable } from '../../storage/store.ts'
import type { PersonSession, SessionSummary } from './authentication-contract.ts'
import { sentSessionCookie, sessionCookie } from './cookies.ts'
import type { Engine } from './engine.ts'
import { readToken, signCookieValue } from './signed-token.ts'

/** A session is marked as used at most this often in its idle time: a page makes many requests. */
const marksPerIdleTime = 20

/** The session that a request's cookie or access token belongs to. */
export async function findSession(engine: Engine, headers: Headers): Promise<PersonSession | undefined> {
  const presented = credentialOf(engine, headers)
  if (presented === undefined) return undefined
  const headersOfIt = new Headers({ cookie: `${sessionCookie}=${presented.cookie}` })
  const found = await engine.auth.api.getSession({ headers: headersOfIt }).catch(rethrowCause)
  if (found === null) return undefined
  const { session, user } = found
  if (!(await stillUsed(engine, session))) return undefined
  if (!(await engine.settings.people.isAllowed(user.id))) return undefined
  return {
    authUserId: user.id,
    sessionId: session.id,
    email: user.email,
    name: user.name,
    twoFactor: user.twoFactorEnabled === true,
    transport: presented.transport,
    createdAt: session.createdAt.getTime(),
    expiresAt: session.expiresAt.getTime(),
  }
}

/** better-auth wraps what the store threw; whether it is away matters to whoever asks. */
function rethrowCause(error: unknown): never {
  throw error instanceof Error && error.cause instanceof StoreUnavailable ? error.cause : error
}

interface Credential {
  readonly cookie: string
  readonly transport: PersonSession['transport']
}

function credentialOf({ settings }: Engine, headers: Headers): Credential | undefined {
  const [, bearer] = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  const token = bearer === undefined ? undefined : readToken('access', bearer, settings.secret)
  if (token !== undefined) return { cookie: signCookieValue(token, settings.secret), transport: 'bearer' }
  // Another kind of credential was presented: it is not for us to fall back on a cookie.
  if (bearer !== undefined) return undefined
  const cookie = sentSessionCookie(headers)
  return cookie === undefined ? undefined : { cookie, transport: 'cookie' }
}

interface StoredSession {
  readonly token: string
  readonly updatedAt: Date
  readonly expiresAt: Date
}

async function stillUsed({ auth, settings }: Engine, session: StoredSession): Promise<boolean> {
  const { internalAdapter } = await auth.$context
  const now = Date.now()
  const idleMs = now - session.updatedAt.getTime()
  if (idleMs >= settings.session.idleMs || now >= session.expiresAt.getTime()) {
    await internalAdapter.deleteSession(session.token)
    return false
  }
  if (idleMs >= settings.session.idleMs / marksPerIdleTime)
    await internalAdapter.updateSession(session.token, { updatedAt: new Date(now) })
  return true
}

export async function listSessions({ auth, settings }: Engine, authUserId: string): Promise<SessionSummary[]> {
  const { internalAdapter } = await auth.$context
  const sessions = await internalAdapter.listSessions(authUserId, { onlyActiveSessions: true })
  return sessions
    .filter(({ updatedAt }) => Date.now() - updatedAt.getTime() < settings.session.idleMs)
    .map((session) => ({
      sessionId: session.id,
      createdAt: session.createdAt.getTime(),
      lastSeenAt: session.updatedAt.getTime(),
      expiresAt: session.expiresAt.getTime(),
      address: session.ipAddress || null,
      userAgent: session.userAgent || null,
    }))
}

/** One session of this user, or nothing happens. */
export async function revokeSession({ auth }: Engine, authUserId: string, sessionId: string): Promise<boolean> {
  const { adapter } = await auth.$context
  const deleted = await adapter.deleteMany({
    model: 'session',
    where: [
      { field: 'id', value: sessionId },
      { field: 'userId', value: authUserId },
    ],
  })
  return deleted > 0
}

export async function revokeSessions({ auth }: Engine, authUserId: string, exceptSessionId?: string): Promise<void> {
  const { adapter } = await auth.$context
  await adapter.deleteMany({
    model: 'session',
    where: [
      { field: 'userId', value: authUserId },
      ...(exceptSessionId === undefined ? [] : [{ field: 'id', operator: 'ne' as const, value: exceptSessionId }]),
    ],
  })
}
