import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMistypedApiKey } from '@tollgate/contract/api-key'
import {
  keyCreateSchema,
  keyRotateSchema,
  keyUpdateSchema,
  testKeyCreateSchema,
} from '@tollgate/contract/resources/api-key'
import { keyDigest } from '../../secrets/key-digest.ts'
import { onApi } from '../../testing/api-fixtures.ts'
import {
  applicationNamed,
  type ConsumerFixtures,
  consumerFixtures,
  type Somebody,
} from '../../testing/consumer-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { createKey } from './create.ts'
import { createTestKey } from './create-test-key.ts'
import { getKey } from './get.ts'
import { listKeys } from './list.ts'
import { removeKey } from './remove.ts'
import { revokeKey } from './revoke.ts'
import { rotateKey } from './rotate.ts'
import { updateKey } from './update.ts'

const dayMs = 86_400_000

/** A key of the team's application, unless another is named. */
function make(fixtures: ConsumerFixtures, who: Somebody, fields: object = {}, applicationId = fixtures.shared.id) {
  return createKey(who.verb, { applicationId, input: keyCreateSchema.parse({ name: 'laptop', ...fields }) })
}

function rotation(fields: object = {}) {
  return keyRotateSchema.parse(fields)
}

test('createKey: shown once, and only its digest is kept', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, services, reader } = fixtures
  const { record, key } = await make(fixtures, alice)
  assert.ok(key !== null && !isMistypedApiKey(key))
  assert.equal(record.digest, keyDigest(services.pepper, key))
  assert.equal(record.lastFour, key.slice(-4))
  assert.deepEqual([record.personId, record.type, record.state], [alice.person.id, 'production', 'active'])
  const { items } = await services.store.auditPage('org_a', { limit: 50, objectId: record.id })
  assert.equal(items.length, 1)
  const audited = JSON.stringify(items)
  assert.ok(!audited.includes(key) && !audited.includes(record.digest))
  const stored = JSON.stringify(await reader.get('apiKey', record.id))
  assert.ok(!stored.includes(key))
  await refused(make(fixtures, alice), 'conflict', new RegExp(`an active key laptop .* \\(${record.id}\\)`))
})

test('createKey: mass assignment is refused by name', () => {
  for (const field of [
    'id',
    'digest',
    'state',
    'lastFour',
    'applicationId',
    'testApiId',
    'managedBy',
    'organisationId',
  ])
    assert.throws(() => keyCreateSchema.parse({ name: 'a', [field]: 'x' }), new RegExp(field))
  for (const field of ['type', 'personId', 'state', 'digest', 'value'])
    assert.throws(() => keyUpdateSchema.parse({ [field]: 'x' }), new RegExp(field))
})

test('createKey: for applications that one uses, and in one’s own name', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, carol, admin, join, teamId, verbAs } = fixtures
  await refused(make(fixtures, carol), 'not-found', /no application/)
  await refused(make(fixtures, bob, {}, alice.personal.id), 'not-found', /no application/)
  const viewer = { ...bob, verb: verbAs('viewer') }
  await refused(make(fixtures, viewer), 'forbidden', /not yours/)
  await refused(make(fixtures, alice, { personId: bob.person.id }), 'forbidden', /in the name of somebody else/)
  const dora = await join('Dora', { teamIds: [teamId], teamRole: 'owner' })
  assert.equal((await make(fixtures, dora, { personId: bob.person.id })).record.personId, bob.person.id)
  await refused(make(fixtures, dora, { name: 'b', personId: carol.person.id }), 'invalid', /nobody of the team/)
  const asAdmin = { ...alice, verb: admin }
  assert.equal(
    (await make(fixtures, asAdmin, { name: 'c', personId: carol.person.id })).record.personId,
    carol.person.id,
  )
  await refused(make(fixtures, asAdmin, { name: 'd', personId: 'per_none' }), 'invalid', /names no person/)
  assert.equal((await make(fixtures, alice, { name: 'service', personId: null })).record.personId, null)
  await refused(
    make(fixtures, alice, { personId: null }, alice.personal.id),
    'invalid',
    /a personal application are its person/,
  )
  await refused(
    make(fixtures, asAdmin, { personId: bob.person.id }, alice.personal.id),
    'invalid',
    /has to be the person whose application/,
  )
  await refused(make(fixtures, alice, { name: 'e', environmentId: 'env_none' }), 'invalid', /names no environment/)
  const ofB = await fixtures.services.store.change(
    { organisationId: 'org_b', actor: admin.actor.audit, verb: 'test', from: 'test', requestId: null },
    (writer) => writer.insert('application', applicationNamed('of B')),
  )
  await refused(make(fixtures, asAdmin, {}, ofB.id), 'not-found', /no application/)
})

test('createKey: none for somebody who is suspended', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, admin, services } = fixtures
  const { record } = await make(fixtures, bob)
  await services.store.change(
    { organisationId: 'org_a', actor: admin.actor.audit, verb: 'test', from: 'test', requestId: null },
    (writer) => writer.update('person', bob.person, { state: 'suspended' }),
  )
  const asAdmin = { ...alice, verb: admin }
  await refused(make(fixtures, asAdmin, { name: 'x', personId: bob.person.id }), 'invalid', /suspended/)
  await refused(rotateKey(admin, { id: record.id, input: rotation() }), 'conflict', /Bob is suspended/)
})

test('createKey: how long it lives, and how long it may', async (t) => {
  const now = Date.parse('2027-01-01T00:00:00Z')
  const fixtures = await consumerFixtures(t, { now: () => now })
  const { alice, admin, put } = fixtures
  assert.equal((await make(fixtures, alice)).record.expiresAt, null)
  const asDays = await make(fixtures, alice, { name: 'days', expiresInDays: 3 })
  assert.equal(asDays.record.expiresAt, now + 3 * dayMs)
  const both = { name: 'both', expiresInDays: 3, expiresAt: '2027-01-09T00:00:00Z' }
  await refused(make(fixtures, alice, both), 'invalid', /together with expiresAt/)
  await refused(make(fixtures, alice, { name: 'x', expiresAt: '2027-01-01T00:00:00Z' }), 'invalid', /past/)
  await put('setting', { name: 'keysWithoutExpiryAllowed', value: false })
  await refused(make(fixtures, alice, { name: 'x' }), 'invalid', /never expire/)
  assert.equal((await make(fixtures, { ...alice, verb: admin }, { name: 'y', personId: null })).record.expiresAt, null)
  await put('setting', { name: 'keyLifetimeDaysMax', value: 30 })
  assert.equal((await make(fixtures, alice, { name: 'longest' })).record.expiresAt, now + 30 * dayMs)
  await refused(make(fixtures, alice, { name: 'x', expiresInDays: 31 }), 'invalid', /30 day\(s\): 2027-01-31/)
  await refused(make(fixtures, { ...alice, verb: admin }, { name: 'x', expiresAt: null }), 'invalid', /30 day/)
})

test('createKey: restrictions that the gateway can read', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice } = fixtures
  const allowedAddresses = ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32', '::1']
  const allowedReferrers = ['www.example.com/*', '*.example.com', 'https://a.example/path?x=1']
  const { record } = await make(fixtures, alice, { allowedAddresses, allowedReferrers })
  assert.deepEqual([record.allowedAddresses, record.allowedReferrers], [allowedAddresses, allowedReferrers])
  for (const address of [
    '10.0.0.0/33',
    '10.0.0',
    'example.com',
    '2001:db8::/129',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    'fe80::1%eth0',
  ])
    await refused(
      make(fixtures, alice, { name: 'x', allowedAddresses: ['::1', address] }),
      'invalid',
      /allowedAddresses\[1\]/,
    )
  await refused(make(fixtures, alice, { name: 'x', allowedAddresses: ['::ffff:10.0.0.0/8'] }), 'invalid', /as IPv4/)
  for (const pattern of ['*', '*.*', 'https://', '/path', `${'a*'.repeat(11)}.com`])
    await refused(make(fixtures, alice, { name: 'x', allowedReferrers: [pattern] }), 'invalid', /allowedReferrers\[0\]/)
})

test('createKey: an imported value is for who manages, whole, and here once', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, admin, services } = fixtures
  const asAdmin = { ...alice, verb: admin }
  const value = 'legacy-gateway-key-0123456789-abcdef'
  const service = { personId: null, value }
  await refused(make(fixtures, alice, service), 'forbidden', /applications:manage/)
  const { record, key } = await make(fixtures, asAdmin, service)
  assert.equal(key, null)
  assert.deepEqual([record.digest, record.lastFour], [keyDigest(services.pepper, value), 'cdef'])
  await refused(make(fixtures, asAdmin, { ...service, name: 'again' }), 'conflict', /in use here already/)
  const broken = `tg_${'a'.repeat(38)}`
  await refused(make(fixtures, asAdmin, { ...service, value: broken }), 'invalid', /not whole/)
  assert.throws(() => keyCreateSchema.parse({ name: 'a', value: 'short' }), /32/)
})

test('createKey: production keys wait for an approval where the organisation wants that', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, admin, put } = fixtures
  await put('setting', { name: 'productionKeysNeedApproval', value: true })
  await refused(make(fixtures, alice), 'conflict', /need an approval here/)
  assert.equal((await make(fixtures, alice, { type: 'sandbox' })).record.type, 'sandbox')
  assert.equal(
    (await make(fixtures, { ...alice, verb: admin }, { personId: null, name: 'a' })).record.type,
    'production',
  )
})

test('a production key that needed an approval stays as it was approved', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, admin, put } = fixtures
  const { record } = await make(fixtures, alice, { expiresInDays: 10, allowedAddresses: ['::1'] })
  const { record: sandbox } = await make(fixtures, alice, { name: 'sandbox', type: 'sandbox', expiresInDays: 10 })
  await put('setting', { name: 'productionKeysNeedApproval', value: true })
  const update = (verb: typeof admin, changes: object, id = record.id) =>
    updateKey(verb, { id, changes: keyUpdateSchema.parse(changes) })
  await refused(update(alice.verb, { allowedAddresses: [] }), 'conflict', /keeps its restrictions/)
  await refused(update(alice.verb, { expiresAt: null }), 'conflict', /not live longer/)
  const longer = rotation({ expiresInDays: 11 })
  await refused(rotateKey(alice.verb, { id: record.id, input: longer }), 'conflict', /not live longer/)
  assert.equal((await update(alice.verb, { name: 'renamed' })).name, 'renamed')
  assert.equal((await update(alice.verb, { expiresAt: null }, sandbox.id)).expiresAt, null)
  assert.deepEqual((await update(admin, { allowedAddresses: [] })).allowedAddresses, [])
  const next = await rotateKey(alice.verb, { id: record.id, input: rotation({ expiresInDays: 9 }) })
  assert.equal(next.record.rotatedFromId, record.id)
})

test('createKey: of two at the same time with one name one is made', async (t) => {
  const fixtures = await consumerFixtures(t)
  const results = await Promise.allSettled([1, 2, 3].map(() => make(fixtures, fixtures.alice)))
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
})

test('createKey: a hundred active keys at most, and the oldest ended ones are forgotten', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, admin, services, shared, reader } = fixtures
  const { record: first } = await make(fixtures, alice, { name: 'first' })
  await services.store.change(
    { organisationId: 'org_a', actor: admin.actor.audit, verb: 'test', from: 'test', requestId: null },
    async (writer) => {
      const { id, organisationId, revision, createdAt, updatedAt, ...fields } = first
      assert.ok(id && organisationId && revision && createdAt && updatedAt)
      for (let number = 1; number < 100; number++)
        await writer.insert('apiKey', { ...fields, name: `key ${number}`, digest: `active ${number}` })
      for (let number = 0; number < 205; number++)
        await writer.insert('apiKey', { ...fields, name: 'old', digest: `old ${number}`, state: 'revoked' })
    },
  )
  await refused(make(fixtures, alice), 'conflict', /100 active keys/)
  await revokeKey(alice.verb, first.id)
  await make(fixtures, alice)
  assert.equal(await reader.count('apiKey', { applicationId: shared.id, state: 'revoked' }), 200)
})

test('rotateKey: the old key lives on for the overlap, once', async (t) => {
  let now = Date.parse('2027-01-01T00:00:00Z')
  const fixtures = await consumerFixtures(t, { now: () => now })
  const { alice, bob, admin, reader } = fixtures
  const { record: old, key } = await make(fixtures, alice, { expiresInDays: 10, allowedAddresses: ['10.0.0.0/8'] })
  now += dayMs
  await refused(rotateKey(bob.verb, { id: old.id, input: rotation() }), 'forbidden', /in the name of somebody else/)
  const made = await rotateKey(alice.verb, { id: old.id, input: rotation({ overlapMinutes: 30 }) })
  assert.ok(made.key !== null && made.key !== key)
  assert.deepEqual(
    [made.record.name, made.record.rotatedFromId, made.record.personId, made.record.allowedAddresses],
    ['laptop', old.id, alice.person.id, ['10.0.0.0/8']],
  )
  assert.equal((await reader.get('apiKey', old.id))?.expiresAt, now + 30 * 60_000)
  const life = (made.record.expiresAt ?? 0) - now
  assert.ok(Math.abs(life - (old.expiresAt ?? 0) + old.createdAt) < 1_000)
  await refused(rotateKey(alice.verb, { id: old.id, input: rotation() }), 'conflict', /rotated already/)
  const later = keyUpdateSchema.parse({ expiresAt: '2027-03-01T00:00:00Z' })
  await refused(updateKey(alice.verb, { id: old.id, changes: later }), 'conflict', /ends with the overlap/)
  await refused(make(fixtures, alice), 'conflict', new RegExp(made.record.id))
  now += 31 * 60_000
  await refused(rotateKey(alice.verb, { id: old.id, input: rotation() }), 'conflict', /expired/)
  const next = await rotateKey(admin, { id: made.record.id, input: rotation({ overlapMinutes: 0, expiresAt: null }) })
  assert.equal((await reader.get('apiKey', made.record.id))?.state, 'revoked')
  assert.deepEqual([next.record.expiresAt, next.record.personId], [null, alice.person.id])
  await refused(rotateKey(admin, { id: made.record.id, input: rotation() }), 'conflict', /revoked/)
})

test('updateKey: name, end and restrictions, as far as a new key might have them', async (t) => {
  const now = Date.now()
  const fixtures = await consumerFixtures(t)
  const { alice, bob, put } = fixtures
  const { record } = await make(fixtures, alice)
  await make(fixtures, alice, { name: 'other' })
  const update = (who: Somebody, changes: object, expectedRevision?: number) =>
    updateKey({ ...who.verb, expectedRevision }, { id: record.id, changes: keyUpdateSchema.parse(changes) })
  await refused(update(alice, { name: 'other' }), 'conflict', /an active key other/)
  await refused(update(bob, { allowedAddresses: [] }), 'forbidden', /in the name of somebody else/)
  await refused(update(alice, { allowedAddresses: ['nowhere'] }), 'invalid', /no CIDR range/)
  const changed = await update(alice, { name: 'desktop', allowedAddresses: ['::1'] })
  assert.deepEqual([changed.name, changed.allowedAddresses, changed.digest], ['desktop', ['::1'], record.digest])
  await refused(update(alice, { name: 'x' }, 1), 'stale', /read it again/)
  await put('setting', { name: 'keyLifetimeDaysMax', value: 30 })
  await refused(update(alice, { expiresAt: new Date(now + 40 * dayMs).toISOString() }), 'invalid', /30 day/)
  const soon = new Date(now + 20 * dayMs).toISOString()
  assert.equal((await update(alice, { expiresAt: soon })).expiresAt, Date.parse(soon))
  await refused(update(alice, { expiresAt: null }), 'invalid', /30 day/)
  await revokeKey(alice.verb, record.id)
  await refused(update(alice, { name: 'x' }), 'conflict', /revoked/)
})

test('revokeKey: by everybody who manages the application, by the person behind it, and again', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, carol, admin, verbAs, api } = fixtures
  const { record } = await make(fixtures, alice)
  await refused(revokeKey(carol.verb, record.id), 'not-found', /no API key/)
  await refused(revokeKey(verbAs(onApi(api.id)), record.id), 'not-found', /no API key/)
  await refused(revokeKey(verbAs('viewer'), record.id), 'forbidden', /not yours/)
  await refused(removeKey(bob.verb, record.id), 'conflict', /active: revoke it first/)
  const revoked = await revokeKey(bob.verb, record.id)
  assert.equal(revoked.state, 'revoked')
  assert.equal((await revokeKey(bob.verb, record.id)).revision, revoked.revision)
  await removeKey(bob.verb, record.id)
  await refused(getKey(alice.verb, record.id), 'not-found', /no API key/)
  const carols = await make(fixtures, { ...alice, verb: admin }, { personId: carol.person.id })
  assert.equal((await revokeKey(carol.verb, carols.record.id)).state, 'revoked')
  const otherOrganisation = verbAs('admin', { organisationId: 'org_b' })
  await refused(revokeKey(otherOrganisation, carols.record.id), 'not-found', /no API key/)
})

test('listKeys: of an application, of all that one sees, by person, state and type', async (t) => {
  let now = Date.parse('2027-01-01T00:00:00Z')
  const fixtures = await consumerFixtures(t, { now: () => now++ })
  const { alice, bob, carol, admin, shared } = fixtures
  await make(fixtures, alice, { name: 'a', expiresInDays: 1 })
  await make(fixtures, bob, { name: 'b', type: 'sandbox' })
  const { record } = await make(fixtures, alice, { name: 'c' })
  await make(fixtures, carol, { name: 'd' }, carol.personal.id)
  await revokeKey(alice.verb, record.id)
  now += 2 * dayMs
  const names = async (verb: typeof admin, query: object = {}) =>
    (await listKeys(verb, { limit: 50, ...query })).items.map(({ key }) => key.name).sort()
  assert.deepEqual(await names(bob.verb), ['a', 'b', 'c'])
  assert.deepEqual(await names(admin), ['a', 'b', 'c', 'd'])
  assert.deepEqual(await names(admin, { personId: alice.person.id }), ['a', 'c'])
  assert.deepEqual(await names(admin, { state: 'expired' }), ['a'])
  assert.deepEqual(await names(admin, { state: 'active' }), ['b', 'd'])
  assert.deepEqual(await names(admin, { state: 'revoked', applicationId: shared.id }), ['c'])
  assert.deepEqual(await names(admin, { type: 'sandbox' }), ['b'])
  await refused(listKeys(carol.verb, { limit: 1, applicationId: shared.id }), 'not-found', /no application/)
  const page = await listKeys(admin, { limit: 1 })
  assert.ok(page.next)
  assert.deepEqual(page.items[0]?.personName, 'Alice')
})

test('createTestKey: of a day at most, for one API, in the publisher’s personal application', async (t) => {
  const now = Date.parse('2027-01-01T00:00:00Z')
  const fixtures = await consumerFixtures(t, { now: () => now })
  const { alice, join, publish, verbAs, reader } = fixtures
  const api = await publish('Draft', { state: 'created' })
  const input = testKeyCreateSchema.parse({})
  assert.throws(() => testKeyCreateSchema.parse({ expiresInMinutes: 1_441 }))
  const paul = await join('Paul', { role: 'publisher' })
  const { record, key } = await createTestKey(paul.verb, { apiId: api.id, input })
  assert.ok(key)
  assert.deepEqual(
    [record.testApiId, record.applicationId, record.personId, record.expiresAt],
    [api.id, paul.personal.id, paul.person.id, now + 3_600_000],
  )
  await createTestKey(paul.verb, { apiId: api.id, input })
  await refused(createTestKey(alice.verb, { apiId: api.id, input }), 'not-found', /no API/)
  await refused(createTestKey(verbAs('viewer'), { apiId: api.id, input }), 'forbidden', /apis:manage/)
  await refused(createTestKey(verbAs('publisher'), { apiId: api.id, input }), 'forbidden', /belongs to a person/)
  await refused(rotateKey(paul.verb, { id: record.id, input: rotation() }), 'conflict', /test key/)
  const later = keyUpdateSchema.parse({ expiresAt: '2027-03-01T00:00:00Z' })
  await refused(updateKey(paul.verb, { id: record.id, changes: later }), 'conflict', /test key/)
  const retired = await publish('Gone', { state: 'retired' })
  await refused(createTestKey(paul.verb, { apiId: retired.id, input }), 'conflict', /retired/)
  assert.equal(await reader.count('apiKey', {}), 2)
})

test('where a file is the only truth, keys are made and revoked there', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { record } = await make(fixtures, fixtures.alice)
  const managed = { ...fixtures.alice, verb: { ...fixtures.alice.verb, managedFile: 'tollgate.yaml' } }
  await refused(make(fixtures, managed, { name: 'x' }), 'conflict', /tollgate.yaml/)
  await refused(revokeKey(managed.verb, record.id), 'conflict', /tollgate.yaml/)
})
