import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roleBindingCreateSchema } from '@tollgate/contract/resources/role-binding'
import { peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { grantRole } from './grant.ts'

function input(fields: object) {
  return roleBindingCreateSchema.parse(fields)
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
  await grantRole(admin, toPerson(alice.id, 'developer'))
  await grantRole(
    admin,
    input({ subjectKind: 'team', subjectId: team.id, role: 'publisher', scopeKind: 'team', scopeId: team.id }),
  )
  assert.deepEqual((await verbOf(alice)).actor.grants, [
    { role: 'developer', scope: { kind: 'organisation' } },
    { role: 'publisher', scope: { kind: 'team', id: team.id } },
  ])
})

test('grantRole: the same role in the same place is there once', async (t) => {
  const { admin, addPerson, addTeam, reader } = await peopleFixtures(t)
  const team = await addTeam('Payments')
  const alice = await addPerson('Alice', { roles: ['viewer'] })
  await refused(grantRole(admin, toPerson(alice.id, 'viewer')), 'conflict', /Alice has this role already \(role_/)
  const scope = { scopeKind: 'team', scopeId: team.id }
  await grantRole(admin, toPerson(alice.id, 'viewer', scope))
  await refused(grantRole(admin, toPerson(alice.id, 'viewer', scope)), 'conflict', /already/)
  const both = [0, 1].map(() => grantRole(admin, toPerson(alice.id, 'publisher')))
  const outcomes = (await Promise.allSettled(both)).map(({ status }) => status)
  assert.deepEqual(outcomes.sort(), ['fulfilled', 'rejected'])
  assert.equal(await reader.count('roleBinding', { subjectId: alice.id }), 3)
})
