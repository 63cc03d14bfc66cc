import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAccessToken } from '@tollgate/contract/access-token'
import { Problem } from '../services/problem.ts'
import { StoreUnavailable } from '../storage/store.ts'
import { bindingOf, memberOf, type PeopleFixtures, peopleFixtures } from '../testing/people-fixtures.ts'
import { startPostgres } from '../testing/postgres.ts'
import { postgresEngine, type TestContext } from '../testing/stores.ts'
import { accessTokenDigest } from './access-token-digest.ts'
import type { Actor } from './actor.ts'
import { baseUrl } from './authentication/testing/test-browser.ts'
import { identify } from './identify.ts'

const password = 'correct horse battery'
const localToken = 'ab'.repeat(32)
const dayMs = 24 * 60 * 60 * 1000
let tokens = 0

interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
}

function setUp(fixtures: PeopleFixtures) {
  const { services, authentication } = fixtures
  const context = { services, authentication, local: { token: localToken, organisationId: 'org_a' } }
  const ask = ({ method = 'GET', headers = {} }: Sent = {}): Promise<Actor> =>
    identify(context, {
      request: new Request(`${baseUrl}/api/v1/plans`, { method, headers }),
      address: '192.0.2.7',
      requestId: 'req_1',
    })
  return {
    ask,
    bearer: (token: string, headers = {}) => ask({ headers: { authorization: `Bearer ${token}`, ...headers } }),
  }
}

async function addToken(
  { put }: PeopleFixtures,
  personId: string,
  { expiresAt = Date.now() + dayMs, readOnly = false, organisationId = 'org_a' } = {},
) {
  const token = formatAccessToken(Buffer.alloc(96, ++tokens))
  const record = { personId, name: 'ci', readOnly, expiresAt, lastUsedAt: null, lastFour: token.slice(-4) }
  return { token, record: await put('accessToken', { ...record, digest: accessTokenDigest(token) }, organisationId) }
}

/** Every one of these gets the same answer. */
async function isNobody(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Problem)
    assert.deepEqual(
      [error.kind, error.message, error.fields],
      ['unauthenticated', 'Sign in, or send a token that works: Authorization: Bearer ….', []],
    )
    return true
  })
}

async function isForbidden(work: Promise<unknown>, sentence: RegExp): Promise<void> {
  await assert.rejects(
    work,
    (error) => error instanceof Problem && error.kind === 'forbidden' && sentence.test(error.message),
  )
}

test('identify: a token is its person, with the roles that they and their teams have now', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { bearer } = setUp(fixtures)
  const now = await fixtures.addTeam('Now')
  const later = await fixtures.addTeam('Later')
  const over = await fixtures.addTeam('Over')
  const alice = await fixtures.addPerson('Alice', { roles: ['developer'], teamIds: [now.id] })
  const times = { [later.id]: { startsAt: Date.now() + dayMs }, [over.id]: { endsAt: Date.now() - 1 } }
  for (const team of [later, over])
    await fixtures.put('membership', { ...memberOf(team.id, alice.id), ...times[team.id] })
  for (const [team, role] of [
    [now, 'publisher'],
    [later, 'admin'],
    [over, 'admin'],
  ] as const)
    await fixtures.put('roleBinding', bindingOf(team.id, role, 'team'))
  await fixtures.put('roleBinding', bindingOf(now.id, 'developer', 'team'))
  const { token } = await addToken(fixtures, alice.id)
  assert.deepEqual(await bearer(token), {
    organisationId: 'org_a',
    audit: { kind: 'token', id: alice.id, name: 'alice@example.com (ci)' },
    personId: alice.id,
    grants: [
      { role: 'developer', scope: { kind: 'organisation' } },
      { role: 'publisher', scope: { kind: 'organisation' } },
    ],
    teamIds: [now.id],
    readOnly: false,
    from: '192.0.2.7',
    requestId: 'req_1',
  })
})

test('identify: missing, mistyped, unknown, expired and revoked tokens, and those of the suspended, get one answer', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { ask, bearer } = setUp(fixtures)
  const alice = await fixtures.addPerson('Alice', { roles: ['admin'] })
  const bob = await fixtures.addPerson('Bob', { roles: ['admin'] })
  const { token, record } = await addToken(fixtures, alice.id)
  const expired = await addToken(fixtures, alice.id, { expiresAt: Date.now() })
  const bobs = await addToken(fixtures, bob.id)
  await isNobody(ask())
  await isNobody(bearer(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`))
  await isNobody(bearer(formatAccessToken(Buffer.alloc(96, 99))))
  await isNobody(bearer(expired.token))
  await isNobody(bearer('tgs_whatever'))
  await isNobody(bearer('tg_apikey'))
  for (const authorization of ['', 'Bearer', 'Bearer ', `Basic ${token}`, token, `Bearer ${token} more`])
    await isNobody(ask({ headers: { authorization } }))
  await bearer(token)
  await bearer(bobs.token)
  const { services } = fixtures
  const context = {
    organisationId: 'org_a',
    actor: { kind: 'system', id: null, name: 't' },
    verb: 't',
    from: 't',
    requestId: null,
  } as const
  await services.store.change(context, async (writer) => {
    await writer.remove('accessToken', (await writer.get('accessToken', record.id)) ?? record)
    await writer.update('person', bob, { state: 'suspended' })
  })
  await isNobody(bearer(token))
  await isNobody(bearer(bobs.token))
})

test('identify: a read-only token says so; its last use is noted once a minute', async (t) => {
  let now = Date.now()
  const fixtures = await peopleFixtures(t, { now: () => now })
  const { bearer } = setUp(fixtures)
  const alice = await fixtures.addPerson('Alice', { roles: ['admin'] })
  const { token, record } = await addToken(fixtures, alice.id, { readOnly: true })
  const lastUsedAt = async () => (await fixtures.reader.get('accessToken', record.id))?.lastUsedAt
  const first = now
  assert.equal((await bearer(token)).readOnly, true)
  now += 30_000
  await bearer(token)
  assert.equal(await lastUsedAt(), first)
  now += 30_001
  await bearer(token)
  assert.equal(await lastUsedAt(), now)
  const version = await fixtures.services.store.version()
  await bearer(token)
  assert.equal(await fixtures.services.store.version(), version)
})

test('identify: the token of another organisation stays there', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { bearer } = setUp(fixtures)
  const eve = await fixtures.addPerson('Eve', { roles: ['admin'], organisationId: 'org_b' })
  const { token } = await addToken(fixtures, eve.id, { organisationId: 'org_b' })
  const actor = await bearer(token)
  assert.equal(actor.organisationId, 'org_b')
  assert.deepEqual(actor.grants, [{ role: 'admin', scope: { kind: 'organisation' } }])
})

test('identify: the token of the data folder is the machine itself, whole and nothing else', async (t) => {
  const { bearer } = setUp(await peopleFixtures(t))
  const actor = await bearer(localToken)
  assert.deepEqual(actor.audit, { kind: 'system', id: null, name: 'this machine' })
  assert.deepEqual(
    [actor.organisationId, actor.personId, actor.from, actor.requestId],
    ['org_a', null, '192.0.2.7', 'req_1'],
  )
  assert.deepEqual(actor.grants, [{ role: 'admin', scope: { kind: 'organisation' } }])
  for (const near of [localToken.slice(1), `${localToken}0`, localToken.toUpperCase(), '0'.repeat(64)])
    await isNobody(bearer(near))
})

test('identify: a session reads; it changes something only from a page of the console', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { ask } = setUp(fixtures)
  const alice = await fixtures.addPerson('Alice', { roles: ['developer'], password })
  const cookie = (await fixtures.signedIn(alice.email, password)).cookieHeader()
  const json = { 'content-type': 'application/json' }
  assert.deepEqual((await ask({ headers: { cookie } })).audit, { kind: 'person', id: alice.id, name: alice.email })
  const own: Record<string, string>[] = [
    { origin: baseUrl, ...json },
    { 'sec-fetch-site': 'same-origin', ...json },
    { origin: baseUrl, 'content-type': 'application/json; charset=utf-8' },
    { origin: baseUrl },
  ]
  for (const headers of own)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      assert.equal((await ask({ method, headers: { cookie, ...headers } })).personId, alice.id)
  const others: Record<string, string>[] = [
    json,
    { origin: 'https://evil.example', ...json },
    { origin: 'null', ...json },
    { origin: `${baseUrl}.evil.example`, ...json },
    { 'sec-fetch-site': 'cross-site', ...json },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.tollgate.test', ...json },
    { 'sec-fetch-site': 'none', ...json },
  ]
  for (const headers of others)
    await isForbidden(ask({ method: 'POST', headers: { cookie, ...headers } }), /did not come from the console itself/)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    await isForbidden(
      ask({ method: 'POST', headers: { cookie, origin: baseUrl, 'content-type': type } }),
      /application\/json/,
    )
})

test('identify: a session ends with its person', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { ask } = setUp(fixtures)
  const alice = await fixtures.addPerson('Alice', { password })
  const cookie = (await fixtures.signedIn(alice.email, password)).cookieHeader()
  await ask({ headers: { cookie } })
  const { store } = fixtures.services
  const context = {
    organisationId: 'org_a',
    actor: { kind: 'system', id: null, name: 't' },
    verb: 't',
    from: 't',
    requestId: null,
  } as const
  await store.change(context, (writer) => writer.update('person', alice, { state: 'suspended' }))
  await isNobody(ask({ headers: { cookie } }))
  await isNobody(ask({ headers: { cookie: '__Host-tollgate=forged.value' } }))
})

test('identify: a bearer counts and the cookie beside it does not', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { ask, bearer } = setUp(fixtures)
  const alice = await fixtures.addPerson('Alice', { password })
  const bob = await fixtures.addPerson('Bob')
  const { token } = await addToken(fixtures, bob.id)
  const cookie = (await fixtures.signedIn(alice.email, password)).cookieHeader()
  assert.equal((await bearer(token, { cookie })).personId, bob.id)
  assert.equal((await bearer(token, { cookie: '__Host-tollgate=bad' })).personId, bob.id)
  for (const authorization of ['Bearer tgp_wrong', 'Bearer tgs_wrong', 'Bearer x', 'Basic YTpi'])
    await isNobody(ask({ headers: { authorization, cookie } }))
  // A program brings no cookie of somebody else's: it needs no Origin.
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  assert.equal((await ask({ method: 'POST', headers })).personId, bob.id)
})

test('identify: a store that is away is said as that, never as a bad token', async (t: TestContext) => {
  const postgres = await startPostgres()
  t.after(() => postgres.stop())
  const fixtures = await peopleFixtures(t, {}, postgresEngine(postgres))
  const { ask, bearer } = setUp(fixtures)
  const alice = await fixtures.addPerson('Alice', { password })
  const { token } = await addToken(fixtures, alice.id)
  const cookie = (await fixtures.signedIn(alice.email, password)).cookieHeader()
  await bearer(token)
  await postgres.pause()
  await assert.rejects(bearer(token), StoreUnavailable)
  await assert.rejects(ask({ headers: { cookie } }), StoreUnavailable)
  await postgres.resume()
  assert.equal((await bearer(token)).personId, alice.id)
})
