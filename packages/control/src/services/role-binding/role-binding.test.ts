import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roleBindingCreateSchema } from '@tollgate/contract/resources/role-binding'
import type { Grant } from '../../access/actor.ts'
import { grantsOf } from '../../access/grants.ts'
import { permissions } from '../../access/permissions.ts'
import { consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { bindingOf, memberOf, peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { getRoleBinding } from './get.ts'
import { grantRole } from './grant.ts'
import { listRoleBindings } from './list.ts'
import { explainRoles } from './list-roles.ts'
import { revokeRole } from './revoke.ts'

function toPerson(subjectId: string, fields: object = {}) {
  return roleBindingCreateSchema.parse({ subjectKind: 'person', subjectId, role: 'developer', ...fields })
}

function ofTeam(role: Grant['role'], id: string): readonly Grant[] {
  return [{ role, scope: { kind: 'team', id } }]
}

test('grantRole gives a role to a person or a team, in the organisation, a team or an API', async (t) => {
  const { admin, api, alice, teamId, reader } = await consumerFixtures(t)
  const own = await grantRole(admin, toPerson(alice.person.id, { role: 'viewer' }))
  assert.deepEqual([own.scopeKind, own.scopeId], ['organisation', null])
  const onTeam = { scopeKind: 'team', scopeId: teamId, role: 'publisher' }
  await grantRole(admin, toPerson(teamId, { subjectKind: 'team', ...onTeam }))
  const onApi = await grantRole(
    admin,
    toPerson(alice.person.id, { scopeKind: 'api', scopeId: api.id, role: 'publisher' }),
  )
  const { subjectName, scopeName } = await getRoleBinding(admin, onApi.id)
  assert.deepEqual([subjectName, scopeName], ['Alice', 'OpenAI API/1.0'])
  const { grants } = await grantsOf(reader, alice.person.id, Date.now())
  assert.equal(grants.length, 3)
  await refused(
    grantRole(admin, toPerson(alice.person.id, { role: 'viewer' })),
    'conflict',
    new RegExp(`Alice has this role already \\(${own.id}\\)`),
  )
  await revokeRole(admin, own.id)
  assert.equal((await grantsOf(reader, alice.person.id, Date.now())).grants.length, 2)
  await refused(revokeRole(admin, own.id), 'not-found', /There is no role binding/)
})

test('grantRole refuses what is not there, whoever is suspended, and scopes that say nothing', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin } = fixtures
  const ann = await fixtures.addPerson('Ann')
  const eve = await fixtures.addPerson('Eve', { organisationId: 'org_b' })
  const dan = await fixtures.addPerson('Dan', { state: 'suspended' })
  const refusals: [object, RegExp][] = [
    [{ subjectId: eve.id }, /subjectId names no person/],
    [{ subjectKind: 'team' }, /subjectId names no team/],
    [{ subjectId: dan.id }, /suspended: Dan/],
    [{ scopeKind: 'team' }, /scopeId is missing/],
    [{ scopeKind: 'api', scopeId: 'api_x' }, /scopeId names no API/],
    [{ scopeKind: 'team', scopeId: 'team_x' }, /scopeId names no team/],
    [{ scopeId: 'team_x' }, /has to be left out/],
  ]
  for (const [fields, sentence] of refusals)
    await refused((async () => grantRole(admin, toPerson(ann.id, fields)))(), 'invalid', sentence)
  for (const fields of [{ role: 'root' }, { organisationId: 'org_b' }, { id: 'x' }, { scopeKind: 'everything' }])
    assert.throws(() => toPerson(ann.id, fields))
})

test('grantRole and revokeRole: nobody gives more than they have, or where they do not have it', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { verbAs } = fixtures
  const team = await fixtures.addTeam('Payments')
  const other = await fixtures.addTeam('Other')
  const ann = await fixtures.addPerson('Ann', { roles: ['admin'] })
  const scoped = verbAs(ofTeam('admin', team.id))
  for (const role of ['publisher', 'developer', 'viewer'] as const)
    await refused((async () => grantRole(verbAs(role), toPerson(ann.id)))(), 'forbidden', /people:manage/)
  await refused(grantRole(scoped, toPerson(ann.id)), 'forbidden', /people:manage/)
  await refused(grantRole(scoped, toPerson(ann.id, { role: 'admin' })), 'forbidden', /people:manage/)
  await refused(
    grantRole(scoped, toPerson(ann.id, { scopeKind: 'team', scopeId: other.id })),
    'forbidden',
    /people:manage/,
  )
  const binding = await grantRole(scoped, toPerson(ann.id, { role: 'publisher', scopeKind: 'team', scopeId: team.id }))
  const [own] = await fixtures.reader.find('roleBinding', { role: 'admin' })
  await refused(revokeRole(scoped, own?.id ?? ''), 'not-found', /There is no role binding/)
  await revokeRole(scoped, binding.id)
  const readOnly = { ...fixtures.admin, actor: { ...fixtures.admin.actor, readOnly: true } }
  await refused((async () => grantRole(readOnly, toPerson(ann.id)))(), 'forbidden', /only read/)
  await refused(revokeRole(readOnly, own?.id ?? ''), 'forbidden', /only read/)
})

test('revokeRole leaves the organisation its last administrator, also where a team is one', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, put } = fixtures
  const team = await fixtures.addTeam('Admins')
  const ann = await fixtures.addPerson('Ann')
  const bob = await fixtures.addPerson('Bob')
  const own = await put('roleBinding', bindingOf(ann.id, 'admin'))
  const ofAll = await put('roleBinding', bindingOf(team.id, 'admin', 'team'))
  await put('roleBinding', bindingOf(bob.id, { role: 'admin', scope: { kind: 'team', id: team.id } }))
  await refused(
    revokeRole(admin, own.id),
    'conflict',
    /This role cannot be taken away: nobody else is an administrator/,
  )
  await put('membership', memberOf(team.id, bob.id))
  await revokeRole(admin, own.id)
  await refused(revokeRole(admin, ofAll.id), 'conflict', /nobody else is an administrator/)
})

test('listRoleBindings shows all, or those over the teams of a role, never another organisation’s', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, verbAs, put } = fixtures
  const team = await fixtures.addTeam('Payments')
  const ann = await fixtures.addPerson('Ann', {
    roles: ['developer', { role: 'publisher', scope: { kind: 'team', id: team.id } }],
  })
  const eve = await fixtures.addPerson('Eve', { organisationId: 'org_b' })
  const foreign = await put('roleBinding', bindingOf(eve.id, 'admin'), 'org_b')
  const listed = async (verb = admin, query = {}) =>
    (await listRoleBindings(verb, { limit: 50, ...query })).items.map(({ binding }) => binding.role)
  assert.deepEqual(await listed(), ['developer', 'publisher'])
  assert.deepEqual(await listed(admin, { role: 'developer', subjectId: ann.id }), ['developer'])
  assert.deepEqual(await listed(admin, { scopeId: team.id }), ['publisher'])
  assert.deepEqual(await listed(verbAs(ofTeam('viewer', team.id))), ['publisher'])
  await refused(getRoleBinding(admin, foreign.id), 'not-found', new RegExp(`^There is no role binding ${foreign.id}.$`))
  await refused(listRoleBindings(verbAs('developer'), { limit: 50 }), 'forbidden', /people:read/)
})

test('explainRoles names every permission of every role', () => {
  const explained = explainRoles()
  assert.deepEqual(
    explained.map(({ role }) => role),
    ['admin', 'publisher', 'developer', 'viewer'],
  )
  assert.deepEqual(explained[0]?.permissions, permissions)
})
