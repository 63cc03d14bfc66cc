import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../../access/actor.ts'
import { bindingOf, memberOf, peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { revokeRole } from './revoke.ts'

test('revokeRole: the last active administrator of the organisation stays one', async (t) => {
  const { admin, addPerson, addTeam, put, reader, verbOf } = await peopleFixtures(t)
  const alice = await addPerson('Alice', { roles: ['admin'] })
  await addPerson('Invited', { roles: ['admin'], state: 'invited' })
  await addPerson('Gone', { roles: ['admin'], state: 'suspended' })
  const team = await addTeam('Payments')
  await addPerson('Local', { roles: [{ role: 'admin', scope: { kind: 'team', id: team.id } }] })
  const [own] = await reader.find('roleBinding', { subjectId: alice.id })
  assert.ok(own)
  const last = /cannot be taken away: nobody else is an administrator/
  await refused(revokeRole(admin, own.id), 'conflict', last)
  await refused(revokeRole(await verbOf(alice), own.id), 'conflict', last)
  // A team of administrators counts by who is in it without an end.
  await put('roleBinding', bindingOf(team.id, 'admin', 'team'))
  await refused(revokeRole(admin, own.id), 'conflict', last)
  const bob = await addPerson('Bob')
  await put('membership', { ...memberOf(team.id, bob.id), endsAt: Date.now() + 60_000 })
  await refused(revokeRole(admin, own.id), 'conflict', last)
  await addPerson('Carol', { teamIds: [team.id] })
  await revokeRole(admin, own.id)
  assert.equal(await reader.get('roleBinding', own.id), undefined)
})

test('revokeRole: two administrators cannot take it from each other at the same moment', async (t) => {
  const { addPerson, reader, verbOf } = await peopleFixtures(t)
  const [alice, bob] = [await addPerson('Alice', { roles: ['admin'] }), await addPerson('Bob', { roles: ['admin'] })]
  const [ofAlice, ofBob] = [await verbOf(alice), await verbOf(bob)]
  const [alices] = await reader.find('roleBinding', { subjectId: alice.id })
  const [bobs] = await reader.find('roleBinding', { subjectId: bob.id })
  const outcomes = await Promise.allSettled([revokeRole(ofAlice, bobs?.id ?? ''), revokeRole(ofBob, alices?.id ?? '')])
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal(await reader.count('roleBinding', { role: 'admin' }), 1)
})

test('revokeRole: unknown ones, those of another organisation and those of places one does not look after are not there', async (t) => {
  const { admin, addPerson, addTeam, reader, verbAs } = await peopleFixtures(t)
  const [mine, other] = [await addTeam('Mine'), await addTeam('Other')]
  const viewerOf = (id: string): Grant => ({ role: 'viewer', scope: { kind: 'team', id } })
  const alice = await addPerson('Alice', { roles: [viewerOf(mine.id), viewerOf(other.id)] })
  const [here, there] = await reader.find('roleBinding', { subjectId: alice.id })
  assert.ok(here && there)
  const local = verbAs([{ role: 'admin', scope: { kind: 'team', id: mine.id } }])
  const stranger = verbAs('admin', { organisationId: 'org_b' })
  await refused(revokeRole(admin, 'role_none'), 'not-found', /no role binding role_none/)
  await refused(revokeRole(stranger, here.id), 'not-found', /no role binding/)
  await refused(revokeRole(local, there.id), 'not-found', /no role binding/)
  await refused(revokeRole(verbAs('developer'), here.id), 'not-found', /no role binding/)
  await refused(revokeRole(verbAs('viewer'), here.id), 'forbidden', /people:manage/)
  await refused(revokeRole(verbAs('admin', { readOnly: true }), here.id), 'forbidden', /may only read/)
  await refused(revokeRole(verbAs('admin', { expectedRevision: 9 }), here.id), 'stale', /read it again/)
  await revokeRole(local, here.id)
  await refused(revokeRole(admin, here.id), 'not-found', /no role binding/)
})
