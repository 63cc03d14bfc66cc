import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestBrowser } from '../../access/authentication/testing/test-browser.ts'
import { PlainFailure } from '../../plain-failure.ts'
import { peopleFixtures } from '../../testing/people-fixtures.ts'
import { ensureFirstAdmin } from './first-admin.ts'
import { resetPassword } from './reset-password.ts'

const email = 'admin@example.com'

function isPlain(sentence: RegExp) {
  return (error: unknown) => error instanceof PlainFailure && sentence.test(error.message)
}

test('ensureFirstAdmin makes one administrator with a random password, once', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { services, reader } = fixtures
  const made = await ensureFirstAdmin(services, { email, password: null })
  assert.equal(made?.email, email)
  assert.match(made?.password ?? '', /^[0-9A-Za-z]{24}$/)
  const [person, ...others] = await reader.find('person', {})
  assert.deepEqual([others.length, person?.email, person?.state], [0, email, 'active'])
  const bindings = await reader.find('roleBinding', {})
  assert.deepEqual(
    bindings.map(({ subjectId, role, scopeKind }) => [subjectId, role, scopeKind]),
    [[person?.id, 'admin', 'organisation']],
  )
  assert.equal(await reader.count('application', { ownerId: person?.id ?? '', kind: 'personal' }), 1)
  const browser = await fixtures.signedIn(email, made?.password ?? '')
  assert.equal((await browser.session())?.authUserId, person?.authUserId)
  assert.equal(
    await ensureFirstAdmin(services, { email: 'other@example.com', password: 'correct horse battery' }),
    null,
  )
  await fixtures.signedIn(email, made?.password ?? '')
})

test('ensureFirstAdmin takes a password that is given, and never says it again', async (t) => {
  const fixtures = await peopleFixtures(t)
  const wanted = { email: 'Admin@Example.com', password: 'correct horse battery' }
  assert.deepEqual(await ensureFirstAdmin(fixtures.services, wanted), { email: 'Admin@Example.com', password: null })
  await fixtures.signedIn(email, wanted.password)
})

test('ensureFirstAdmin refuses a password that is short or well known, or an address that is none, and makes nobody', async (t) => {
  const { services, reader } = await peopleFixtures(t)
  const tries: [string, RegExp][] = [
    ['admin', /everybody tries first/],
    ['password', /everybody tries first/],
    ['Password12345!', /everybody tries first/],
    ['admin-admin-admin', /everybody tries first/],
    ['changeme123456', /everybody tries first/],
    ['1234567890123', /everybody tries first/],
    ['horse', /^TOLLGATE_ADMIN_PASSWORD cannot be used. .*5 characters: use at least 12/],
    ['aaaaaaaaaaaaaaa', /cannot be used/],
  ]
  for (const [password, sentence] of tries)
    await assert.rejects(ensureFirstAdmin(services, { email, password }), isPlain(sentence), password)
  for (const address of ['admin@localhost', 'admin', ''])
    await assert.rejects(
      ensureFirstAdmin(services, { email: address, password: null }),
      isPlain(/TOLLGATE_ADMIN_EMAIL is/),
    )
  assert.equal(await reader.count('person', {}), 0)
  assert.ok(await ensureFirstAdmin(services, { email, password: 'administers-the-gate' }))
})

test('ensureFirstAdmin of several processes at once makes one, whose password works', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { services, reader } = fixtures
  const made = await Promise.all([1, 2, 3].map(() => ensureFirstAdmin(services, { email, password: null })))
  const passwords = made.flatMap((one) => one?.password ?? [])
  assert.equal(passwords.length, 1)
  assert.equal(await reader.count('person', {}), 1)
  await fixtures.signedIn(email, passwords[0] ?? '')
})

test('ensureFirstAdmin goes on where an earlier start was cut off behind the log-in', async (t) => {
  const fixtures = await peopleFixtures(t)
  await fixtures.authentication.createUser({ email, name: 'Administrator', password: 'nobody has seen this' })
  const made = await ensureFirstAdmin(fixtures.services, { email, password: null })
  await fixtures.signedIn(email, made?.password ?? '')
})

test('resetPassword gives a link that sets a password once, also without a second factor', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { services } = fixtures
  await ensureFirstAdmin(services, { email, password: 'correct horse battery' })
  const old = await fixtures.signedIn(email, 'correct horse battery')
  const link = await resetPassword(services, { email: 'Admin@example.com', withoutSecondFactor: true })
  const token = link.url.split('#token=')[1]
  assert.ok(link.expiresAt > Date.now())
  const set = () =>
    new TestBrowser(fixtures.authentication).post('/set-password', { token, password: 'another horse entirely' })
  assert.equal((await set()).status, 200)
  assert.equal((await set()).status, 400)
  await fixtures.signedIn(email, 'another horse entirely')
  assert.equal(await old.session(), undefined)
})

test('resetPassword: who never had a log-in gets one; strangers and the suspended do not', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { services } = fixtures
  await fixtures.addPerson('Ann')
  await fixtures.addPerson('Bob', { state: 'suspended' })
  const { url } = await resetPassword(services, { email: 'ann@example.com' })
  const body = { token: url.split('#token=')[1], password: 'another horse entirely' }
  assert.equal((await new TestBrowser(fixtures.authentication).post('/set-password', body)).status, 200)
  await fixtures.signedIn('ann@example.com', body.password)
  await assert.rejects(resetPassword(services, { email: 'bob@example.com' }), isPlain(/Bob is suspended/))
  await assert.rejects(resetPassword(services, { email: 'eve@example.com' }), isPlain(/no person eve@example.com/))
})
