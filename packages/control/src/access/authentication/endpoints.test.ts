import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../storage/database.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { buildBetterAuth } from './build-better-auth.ts'
import { endpoints, findEndpoint } from './endpoints.ts'
import { createRequestScopes } from './request-scope.ts'
import { completeOptions } from './settings.ts'
import { secret, TestPeople } from './testing/test-authentication.ts'
import { baseUrl } from './testing/test-browser.ts'

const allowed = `
anyone            get    /api/auth/callback/{provider}
anyone            get    /api/auth/providers
anyone            post   /api/auth/device/code
anyone            post   /api/auth/device/token
anyone            post   /api/auth/request-password-reset
anyone            post   /api/auth/set-password
anyone            post   /api/auth/sign-in/email
anyone            post   /api/auth/sign-in/oidc
anyone            post   /api/auth/two-factor/verify-backup-code
anyone            post   /api/auth/two-factor/verify-totp
signed-in         get    /api/auth/session
signed-in         post   /api/auth/sign-out
signed-in-browser delete /api/auth/sessions/{id}
signed-in-browser get    /api/auth/device
signed-in-browser get    /api/auth/sessions
signed-in-browser post   /api/auth/change-password
signed-in-browser post   /api/auth/device/approve
signed-in-browser post   /api/auth/device/deny
signed-in-browser post   /api/auth/revoke-other-sessions
signed-in-browser post   /api/auth/two-factor/disable
signed-in-browser post   /api/auth/two-factor/enable
signed-in-browser post   /api/auth/two-factor/generate-backup-codes
`

test('endpoints is this list and no more', () => {
  const rows = endpoints.map(({ access, method, path }) => `${access.padEnd(17)} ${method.padEnd(6)} ${path}`)
  assert.deepEqual(rows.sort(), allowed.trim().split('\n'))
})

test('findEndpoint knows no route of better-auth that is not on the list', async (t) => {
  const location = join(temporaryFolder(t), 'tollgate.db')
  const database = await openDatabase({ location, onIdleError: () => undefined })
  t.after(() => database.db.destroy())
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const settings = completeOptions({ database, baseUrl, secret, people: new TestPeople(), log })
  const auth = buildBetterAuth(settings, createRequestScopes(), [])
  const theirs = Object.values(auth.api).flatMap((one) =>
    'path' in one && typeof one.path === 'string' ? [one.path] : [],
  )
  assert.ok(theirs.length > 35, `${theirs.length} routes`)
  const known = theirs.filter((path) => {
    const sample = `/api/auth${path.replace(/:\w+/g, 'x')}`
    return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].some((method) => findEndpoint(method, sample) !== undefined)
  })
  assert.deepEqual(known.sort(), [
    '/callback/:id',
    '/change-password',
    '/device',
    '/device/approve',
    '/device/code',
    '/device/deny',
    '/device/token',
    '/request-password-reset',
    '/revoke-other-sessions',
    '/sign-in/email',
    '/sign-out',
    '/two-factor/disable',
    '/two-factor/enable',
    '/two-factor/generate-backup-codes',
    '/two-factor/verify-backup-code',
    '/two-factor/verify-totp',
  ])
})

test('findEndpoint takes a path in one spelling only', () => {
  for (const path of [
    '/api/auth/session/',
    '/api/auth//session',
    '/api/auth/Session',
    '/api/auth/%73ession',
    '/session',
  ])
    assert.equal(findEndpoint('GET', path), undefined, path)
  assert.equal(findEndpoint('POST', '/api/auth/session'), undefined)
  for (const id of ['', 'a/b', '..', 'a%2fb', 'x'.repeat(65)])
    assert.equal(findEndpoint('DELETE', `/api/auth/sessions/${id}`), undefined, id)
  assert.equal(findEndpoint('DELETE', '/api/auth/sessions/abc_-1')?.parameter, 'abc_-1')
})
