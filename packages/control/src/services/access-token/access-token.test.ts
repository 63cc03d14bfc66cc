import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAccessToken } from '@tollgate/contract/access-token'
import { accessTokenCreateSchema } from '@tollgate/contract/resources/access-token'
import { accessTokenDigest } from '../../access/access-token-digest.ts'
import { peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { createAccessToken } from './create.ts'
import { getAccessToken } from './get.ts'
import { listAccessTokens } from './list.ts'
import { revokeAccessToken } from './revoke.ts'

const dayMs = 24 * 60 * 60 * 1000

function input(fields: object = {}) {
  return accessTokenCreateSchema.parse({ name: 'ci', ...fields })
}

test('createAccessToken shows the token once and keeps its digest, in no audit entry either', async (t) => {
  const now = Date.now()
  const fixtures = await peopleFixtures(t, { now: () => now })
  const ann = await fixtures.addPerson('Ann')
  const verb = await fixtures.verbOf(ann)
  const { accessToken, token } = await createAccessToken(verb, input({ expiresInDays: 30, readOnly: true }))
  assert.match(token, /^tgp_[0-9A-Za-z]{49}$/)
  assert.equal(isAccessToken(token), true)
  assert.equal(accessToken.digest, accessTokenDigest(token))
  assert.deepEqual([accessToken.personId, accessToken.readOnly, accessToken.lastFour], [ann.id, true, token.slice(-4)])
  assert.equal(accessToken.expiresAt, now + 30 * dayMs)
  const { items } = await fixtures.services.store.auditPage('org_a', { limit: 50 })
  assert.equal(items[0]?.verb, 'accessToken.create')
  assert.doesNotMatch(JSON.stringify(items), new RegExp(`${token}|${accessToken.digest}`))
  assert.equal(input().expiresInDays, 90)
  for (const fields of [{ expiresInDays: 366 }, { expiresInDays: 0 }, { personId: 'x' }, { token: 'x' }, { name: '' }])
    assert.throws(() => input(fields))
})

test('createAccessToken: a token makes no tokens, the machine has none, and there is an end to them', async (t) => {
  const fixtures = await peopleFixtures(t)
  const ann = await fixtures.addPerson('Ann', { roles: ['admin'] })
  const verb = await fixtures.verbOf(ann)
  const byToken = { ...verb, actor: { ...verb.actor, audit: { kind: 'token', id: ann.id, name: 'x' } as const } }
  await refused(createAccessToken(byToken, input()), 'forbidden', /A token makes no tokens/)
  await refused(createAccessToken(fixtures.admin, input()), 'forbidden', /A token makes no tokens/)
  for (let made = 0; made < 100; made++) await createAccessToken(verb, input({ name: `${made}` }))
  await refused(createAccessToken(verb, input()), 'conflict', /100 access tokens, which is the most/)
})

test('access tokens are one’s own, and those of whom one manages', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, verbAs } = fixtures
  const ann = await fixtures.addPerson('Ann', { roles: ['developer'] })
  const bob = await fixtures.addPerson('Bob', { roles: ['viewer'] })
  const verb = await fixtures.verbOf(ann)
  const other = await fixtures.verbOf(bob)
  const { accessToken } = await createAccessToken(verb, input())
  const { id } = accessToken
  const listed = async (as = verb, personId?: string) =>
    (await listAccessTokens(as, { limit: 50, personId })).items.map((token) => token.id)
  assert.deepEqual(await listed(), [id])
  assert.deepEqual(await listed(other), [])
  assert.deepEqual(await listed(admin, ann.id), [id])
  const missing = new RegExp(`^There is no access token ${id}.$`)
  await refused(getAccessToken(other, id), 'not-found', missing)
  await refused(revokeAccessToken(other, id), 'not-found', missing)
  await refused(getAccessToken(verbAs('admin', { organisationId: 'org_b' }), id), 'not-found', missing)
  await refused(listed(other, ann.id), 'not-found', new RegExp(`There is no person ${ann.id}`))
  await refused(listed(admin, 'per_x'), 'not-found', /There is no person per_x/)
  await refused(listed(admin), 'forbidden', /say whose/)
  const readOnly = { ...verb, actor: { ...verb.actor, readOnly: true } }
  await refused(revokeAccessToken(readOnly, id), 'forbidden', /only read/)
  assert.equal((await getAccessToken(verb, id)).name, 'ci')
  await revokeAccessToken(verb, id)
  const second = await createAccessToken(verb, input())
  await revokeAccessToken(admin, second.accessToken.id)
  assert.equal(await reader.count('accessToken', {}), 0)
})
