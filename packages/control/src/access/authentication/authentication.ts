import type { Authentication, AuthenticationOptions } from './authentication-contract.ts'
import { createBackground } from './background.ts'
import { type BetterAuth, buildBetterAuth } from './build-better-auth.ts'
import { isCrossSite } from './cross-site.ts'
import { endpoints } from './endpoints.ts'
import type { Engine } from './engine.ts'
import { handle } from './handle.ts'
import { createPasswordLink, startInvitation, startPasswordReset } from './password-links.ts'
import { createRequestScopes } from './request-scope.ts'
import { findSession, listSessions, revokeSessions } from './sessions.ts'
import { completeOptions } from './settings.ts'
import { createThrottle } from './throttle.ts'
import { createUser, deleteUser, prune, removeTwoFactor, setPassword } from './users.ts'

/** People's log-in. Nothing of it may be called inside a transaction of ours: on SQLite both would wait for the one connection. */
export function createAuthentication(options: AuthenticationOptions): Authentication {
  const engine = createEngine(options)
  const origins = new Set(engine.settings.origins)
  return {
    handle: (request, info) => handle(engine, request, info),
    routes: endpoints.map(({ method, path, access, summary }) => ({ method, path, access, summary })),
    sessionOf: (headers) => findSession(engine, headers),
    isCrossSite: (request) => isCrossSite(request, origins),
    createUser: (user) => createUser(engine, user),
    setPassword: (authUserId, password) => setPassword(engine, authUserId, password),
    listSessions: (authUserId) => listSessions(engine, authUserId),
    revokeSessions: (authUserId, exceptSessionId) => revokeSessions(engine, authUserId, exceptSessionId),
    removeTwoFactor: (authUserId) => removeTwoFactor(engine, authUserId),
    deleteUser: (authUserId) => deleteUser(engine, authUserId),
    startPasswordReset: (email) => startPasswordReset(engine, email),
    startInvitation: (invited) => startInvitation(engine, invited),
    createPasswordLink: (authUserId) => createPasswordLink(engine, authUserId),
    prune: () => prune(engine),
    close: () => engine.background.done(),
  }
}

function createEngine(options: AuthenticationOptions): Engine {
  const settings = completeOptions(options)
  const scopes = createRequestScopes()
  let withProviders: BetterAuth | undefined
  return {
    settings,
    scopes,
    auth: buildBetterAuth(settings, scopes, []),
    oidcAuth: () => {
      withProviders ??= buildBetterAuth(settings, scopes, settings.oidc)
      return withProviders
    },
    throttle: createThrottle(),
    background: createBackground(settings.log),
  }
}
