import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@tollgate/control/http/routes'
import { requestOf } from './call-route.ts'
import { matrixRoutes } from './matrix.ts'
import { routeCalls } from './route-calls.ts'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

const hostileOrigins = [
  'https://evil.example',
  'null',
  'https://localhost.evil.example',
  'https://evil-localhost',
  'http://localhost',
  'https://localhost:1',
  'https://localhost@evil.example',
  'file://',
]

test('with a cookie, what another site makes a browser send changes nothing', async () => {
  const { identities, state, client } = world
  const { cookie = '' } = identities.admin.cookie
  const json = { 'content-type': 'application/json' }
  const forgeries: ReadonlyArray<Readonly<Record<string, string>>> = [
    { cookie, ...json, origin: 'https://evil.example' },
    { cookie, ...json, origin: 'null', 'sec-fetch-site': 'cross-site' },
    { cookie, ...json, 'sec-fetch-site': 'same-site' },
    { cookie, ...json },
    { cookie, 'content-type': 'application/x-www-form-urlencoded', origin: client.origin },
    { cookie, 'content-type': 'text/plain', origin: client.origin },
    { cookie, 'content-type': 'multipart/form-data; boundary=x', origin: client.origin },
  ]
  const before = state.dump()
  for (const [index, { name, sent }] of matrixRoutes(world).entries()) {
    if (sent === undefined || sent.method === 'GET') continue
    // Others for the next route; all of them within three.
    for (const headers of forgeries.filter((_, forgery) => (forgery + index) % 3 !== 0)) {
      // A device sends a form, and no cookie of a person counts there.
      if (name.includes('/device/') || (name.includes('/api/auth/') && headers.origin === client.origin)) continue
      const answer = await client.send({ ...sent, headers })
      assert.equal(answer.status, 403, `${name} ${JSON.stringify(headers)}: ${answer.text}`)
    }
  }
  assert.equal(state.dump(), before)
})

test('a form is taken by no log-in route that a cookie opens', async () => {
  const { identities, client, state } = world
  const before = state.dump()
  const headers = { ...identities.admin.cookie, 'content-type': 'text/plain' }
  for (const { name, sent } of matrixRoutes(world)) {
    if (sent?.body === undefined || !name.includes('/api/auth/') || Object.keys(sent.body as object).length === 0)
      continue
    const answer = await client.send({ ...sent, headers })
    assert.equal(answer.status, 415, `${name}: ${answer.text}`)
  }
  assert.equal(state.dump(), before)
})

test('a GET changes nothing, whoever asks, and a HEAD or OPTIONS neither', async () => {
  const { client, state, identities } = world
  const calls = routeCalls(world.ids)
  const before = state.dump()
  const version = state.version()
  for (const route of routes) {
    const sent = requestOf(route, calls[route.operationId] ?? {})
    for (const method of route.method === 'get' ? ['GET', 'HEAD', 'OPTIONS'] : ['GET', 'HEAD', 'OPTIONS', 'TRACE']) {
      const answer = await client.send({ method, path: sent.path, headers: identities.admin.cookie })
      assert.ok(answer.status < 500, `${method} ${sent.path}: ${answer.status} ${answer.text}`)
    }
  }
  assert.equal(state.dump(), before)
  assert.equal(state.version(), version)
})

test('no origin may read what is answered: nothing says so, before a call and with it', async () => {
  const { client, identities } = world
  const paths = [
    '/api/v1/me',
    '/api/v1/plans',
    '/api/v1/health',
    '/api/v1/openapi.json',
    '/api/docs',
    '/api/auth/session',
    '/nowhere',
  ]
  for (const origin of hostileOrigins)
    for (const path of paths)
      for (const method of ['GET', 'OPTIONS', 'POST']) {
        const asked = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization' }
        const answer = await client.send({ method, path, headers: { ...identities.admin.cookie, ...asked, origin } })
        const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))
        assert.deepEqual(cors, [], `${method} ${path} for ${origin}`)
        assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin', path)
      }
})

const undocumented = [
  ...['/api', '/api/', '/api/v1', '/api/v1/', '/api/v2/plans', '/api/v1/plans/', '/API/V1/plans', '/metrics/x'],
  ...['/debug', '/debug/pprof', '/.git/config', '/.env', '/server-status', '/healthz', '/robots.txt', '/favicon.ico'],
  ...['/index.html', '/console', '/console/', '/assets/', '/static/', '/api/docs/', '/api/docs/scalar.js.map'],
  ...[
    '/api/docs/standalone.js.gz',
    '/api/docs/../../package.json',
    '/api/docs/..%2f..%2fpackage.json',
    '/package.json',
  ],
  ...[
    '/src/main.ts',
    '/tollgate.db',
    '/secrets/local-token',
    '/api/v1/organisations',
    '/api/v1/users',
    '/api/v1/sessions',
  ],
  ...['/api/auth', '/api/auth/', '/api/auth/sign-up/email', '/api/auth/get-session', '/api/auth/update-user'],
  ...['/api/auth/delete-user', '/api/auth/admin/list-users', '/api/auth/ok', '/api/auth/error', '/api/auth/reference'],
  ...['/api/auth/organization/create', '/api/auth/list-accounts', '/api/auth/token', '/api/auth/jwks'],
  ...[
    '/api/v1//plans',
    '//api/v1/plans',
    '/api/v1/plans;x',
    '/api/v1/%70lans/x/y',
    '/internal',
    '/graphql',
    '/swagger',
  ],
]

test('what is not documented is not there, and the answer tells nothing of what is inside', async () => {
  const { client, identities } = world
  for (const path of undocumented)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await client.send({ method, path, headers: identities.admin.token })
      assert.equal(answer.status, 404, `${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`)
      assert.doesNotMatch(answer.text, /node_modules|\.ts\b|at \w+ \(|Index of|stack/i, path)
      assert.equal(answer.headers['x-powered-by'] ?? answer.headers.server, undefined)
    }
})

test('the link of the gateways opens for nobody without a token of a gateway', async () => {
  const { client, identities, local } = world
  const tokens = [{}, local, identities.admin.token, identities.badToken.token, identities.admin.cookie]
  for (const path of [
    '/internal/v1/snapshot',
    '/internal/v1/changes',
    '/internal/v1/status',
    '/internal/v1/join',
    '/internal/v1/',
  ])
    for (const headers of tokens)
      for (const method of ['GET', 'POST']) {
        const body = method === 'POST' ? { body: { name: 'x', software: 'x' } } : {}
        const answer = await client.send({ method, path, headers, ...body })
        assert.ok([401, 405].includes(answer.status), `${method} ${path}: ${answer.status} ${answer.text}`)
      }
})
