import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roleBindingCreateSchema } from '@tollgate/contract/resources/role-binding'
import type { Grant } from '../../access/actor.ts'
import { consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { bindingOf, memberOf, peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { getRoleBinding } from './get.ts'
import { grantRole } from './grant.ts'
import { listRoleBindings } from './list.ts'
import { explainRoles } from './list-roles.ts'
import { revokeRole } from './revoke.ts'

const page = { limit: 50 }

/** As a request brings it. */
function input(fields: object) {
  return roleBindingCreateSchema.parse(fields)
}

/** Verbs look at the input before they promise anything; a route sees one as the other. */
async function grant(...[verb, fields]: Parameters<typeof grantRole>) {
  return await grantRole(verb, fields)
}

function toPerson(subjectId: string, role: string, scope: object = {}) {
  return input({ subjectKind: 'person', subjectId, role, ...scope })
}

test('grantRole: is in force with the next request of whoever got it, also through a team', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, verbOf, addPerson, addTeam } = fixtures
  const team = await addTeam('Payments')
  const alice = await addPerson('Alice', { teamIds: [team.id] })
  assert.deepEqual((await verbOf(alice)).actor.grants, [])
  await grant(admin, toPerson(alice.id, 'developer'))
  await grant(
    admin,
    input({ subjectKind: 'team', subjectId: team.id, role: 'publisher', scopeKind: 'team', scopeId: team.id }),
  )
  assert.deepEqual((await verbOf(alice)).actor.grants, [
    { role: 'developer', scope: { kind: 'organisation' } },
    { role: 'publisher', scope: { kind: 'team', id: team.id } },
  ])
})

test('grantRole: subject and scope have to be there, and fit each other', async (t) => {
  const { admin, addPerson, addTeam } = await peopleFixtures(t)
  const team = await addTeam('Payments')
  const alice = await addPerson('Alice')
  const gone = await addPerson('Gone', { state: 'suspended' })
  const eve = await addPerson('Eve', { organisationId: 'org_b' })
  const over = (fields: object) => grant(admin, toPerson(alice.id, 'viewer', fields))
  await refused(grant(admin, toPerson('per_nobody', 'viewer')), 'invalid', /subjectId names no person: per_nobody/)
  await refused(grant(admin, toPerson(eve.id, 'viewer')), 'invalid', /names no person/)
  await refused(grant(admin, toPerson(team.id, 'viewer')), 'invalid', /names no person/)
  await refused(grant(admin, toPerson(gone.id, 'viewer')), 'invalid', /suspended: Gone/)
  await refused(over({ scopeKind: 'team' }), 'invalid', /scopeId is missing/)
  await refused(over({ scopeKind: 'organisation', scopeId: team.id }), 'invalid', /left out/)
  await refused(over({ scopeKind: 'team', scopeId: 'team_none' }), 'invalid', /names no team: team_none/)
  await refused(over({ scopeKind: 'api', scopeId: team.id }), 'invalid', /names no API/)
  assert.throws(() => toPerson(alice.id, 'root'))
  assert.throws(() => toPerson(alice.id, 'viewer', { organisationId: 'org_b' }), /organisationId/)
})

test('grantRole: the same role in the same place is there once', async (t) => {
  const { admin, addPerson, addTeam, reader } = await peopleFixtures(t)
  const team = await addTeam('Payments')
  const alice = await addPerson('Alice', { roles: ['viewer'] })
  await refused(grant(admin, toPerson(alice.id, 'viewer')), 'conflict', /Alice has this role already \(role_/)
  const scope = { scopeKind: 'team', scopeId: team.id }
  await grant(admin, toPerson(alice.id, 'viewer', scope))
  await refused(grant(admin, toPerson(alice.id, 'viewer', scope)), 'conflict', /already/)
  const both = [0, 1].map(() => grant(admin, toPerson(alice.id, 'publisher')))
  const outcomes = (await Promise.allSettled(both)).map(({ status }) => status)
  assert.deepEqual(outcomes.sort(), ['fulfilled', 'rejected'])
  assert.equal(await reader.count('roleBinding', { subjectId: alice.id }), 3)
})

test('grantRole: is for administrators of the place, and nobody gives more than they have', async (t) => {
  const { addPerson, addTeam, verbAs, reader } = await peopleFixtures(t)
  const [mine, other] = [await addTeam('Mine'), await addTeam('Other')]
  const alice = await addPerson('Alice')
  for (const role of ['publisher', 'developer', 'viewer'] as const)
    await refused(grant(verbAs(role), toPerson(alice.id, 'developer')), 'forbidden', /people:manage/)
  await refused(grant(verbAs('admin', { readOnly: true }), toPerson(alice.id, 'viewer')), 'forbidden', /may only read/)
  const overMine: Grant = { role: 'admin', scope: { kind: 'team', id: mine.id } }
  const local = verbAs([overMine])
  const over = (id: string) => ({ scopeKind: 'team', scopeId: id })
  await refused(grant(local, toPerson(alice.id, 'admin')), 'forbidden', /people:manage/)
  await refused(grant(local, toPerson(alice.id, 'viewer', over(other.id))), 'forbidden', /people:manage/)
  assert.equal(await reader.count('roleBinding', {}), 0)
  assert.equal((await grant(local, toPerson(alice.id, 'publisher', over(mine.id)))).scopeId, mine.id)
})

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

test('listRoleBindings: all of them with names, or those of the places one looks after; filters', async (t) => {
  const { admin, api, alice, bob, put, verbAs, teamId } = await consumerFixtures(t)
  await put('roleBinding', bindingOf(alice.person.id, 'developer'))
  await put('roleBinding', bindingOf(bob.person.id, { role: 'publisher', scope: { kind: 'api', id: api.id } }))
  await put('roleBinding', bindingOf(teamId, { role: 'viewer', scope: { kind: 'team', id: teamId } }, 'team'))
  const names = async (verb: typeof admin, query: object = {}) =>
    (await listRoleBindings(verb, { ...page, ...query })).items.map(
      ({ binding, subjectName, scopeName }) => `${subjectName} ${binding.role} ${scopeName}`,
    )
  const [ofAlice, ofBob, ofTeam] = ['Alice developer null', 'Bob publisher OpenAI API/1.0', 'Payments viewer Payments']
  assert.deepEqual(await names(admin), [ofAlice, ofBob, ofTeam])
  assert.deepEqual(await names(admin, { subjectId: bob.person.id }), [ofBob])
  assert.deepEqual(await names(admin, { role: 'developer' }), [ofAlice])
  assert.deepEqual(await names(admin, { scopeId: teamId }), [ofTeam])
  assert.deepEqual(await names(verbAs('viewer')), [ofAlice, ofBob, ofTeam])
  assert.deepEqual(await names(verbAs([{ role: 'viewer', scope: { kind: 'team', id: teamId } }])), [ofTeam])
  assert.deepEqual(await names(verbAs('admin', { organisationId: 'org_b' })), [])
  await refused(listRoleBindings(verbAs('developer'), page), 'forbidden', /people:read/)
})

test('getRoleBinding: with the names of who has it and where', async (t) => {
  const { admin, alice, put, teamId, verbAs } = await consumerFixtures(t)
  const scope = { kind: 'team', id: teamId } as const
  const { id } = await put('roleBinding', bindingOf(alice.person.id, { role: 'publisher', scope }))
  const { subjectName, scopeName } = await getRoleBinding(admin, id)
  assert.deepEqual([subjectName, scopeName], ['Alice', 'Payments'])
  await refused(getRoleBinding(verbAs('developer'), id), 'not-found', /no role binding/)
  await refused(getRoleBinding(verbAs('admin', { organisationId: 'org_b' }), id), 'not-found', /no role binding/)
})

test('explainRoles: each role once, with what it may do', () => {
  const explained = explainRoles()
  assert.deepEqual(
    explained.map(({ role }) => role),
    ['admin', 'publisher', 'developer', 'viewer'],
  )
  const mayManagePeople = explained.filter(({ permissions }) => permissions.includes('people:manage'))
  assert.deepEqual(
    mayManagePeople.map(({ role }) => role),
    ['admin'],
  )
  const viewer = explained.find(({ role }) => role === 'viewer')
  assert.ok(viewer?.permissions.every((permission) => permission.endsWith(':read')))
})
