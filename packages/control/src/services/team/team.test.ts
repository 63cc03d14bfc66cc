import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  memberAddSchema,
  memberUpdateSchema,
  teamCreateSchema,
  teamUpdateSchema,
} from '@tollgate/contract/resources/team'
import type { Grant } from '../../access/actor.ts'
import { planNamed, providerNamed } from '../../testing/api-fixtures.ts'
import { bindingOf, memberOf, type PeopleFixtures, peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { addMember } from './add-member.ts'
import { createTeam } from './create.ts'
import { getTeam } from './get.ts'
import { listTeams } from './list.ts'
import { listMembers } from './list-members.ts'
import { removeTeam } from './remove.ts'
import { removeMember } from './remove-member.ts'
import { updateTeam } from './update.ts'
import { updateMember } from './update-member.ts'

const dayMs = 24 * 60 * 60 * 1000

function input(fields: object = {}) {
  return teamCreateSchema.parse({ name: 'Payments', ...fields })
}

function member(fields: object) {
  return memberAddSchema.parse(fields)
}

function ofTeam(role: Grant['role'], id: string): readonly Grant[] {
  return [{ role, scope: { kind: 'team', id } }]
}

async function names(fixtures: PeopleFixtures, teamId: string, verb = fixtures.admin): Promise<string[]> {
  return (await listMembers(verb, { teamId, limit: 50 })).items.map(({ personName }) => personName)
}

test('createTeam and updateTeam: the owner is a member, names and groups are free, other fields are not known', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, verbAs } = fixtures
  const ann = await fixtures.addPerson('Ann')
  const bob = await fixtures.addPerson('Bob')
  const eve = await fixtures.addPerson('Eve', { organisationId: 'org_b' })
  const team = await createTeam(admin, input({ costCentre: '4711', ownerId: ann.id, identityGroup: 'payments' }))
  assert.deepEqual(await names(fixtures, team.id), ['Ann'])
  assert.equal((await reader.get('person', ann.id))?.defaultTeamId, team.id)
  assert.equal((await getTeam(admin, team.id)).ownerName, 'Ann')
  const changed = await updateTeam(admin, { id: team.id, changes: { ownerId: bob.id, costCentre: null } })
  assert.deepEqual([changed.name, changed.costCentre, changed.ownerId], ['Payments', null, bob.id])
  assert.deepEqual(await names(fixtures, team.id), ['Ann', 'Bob'])
  await refused(createTeam(admin, input()), 'conflict', /a team Payments already/)
  await refused(
    createTeam(admin, input({ name: 'B', identityGroup: 'payments' })),
    'conflict',
    /that of the team Payments/,
  )
  await refused(createTeam(admin, input({ name: 'B', ownerId: eve.id })), 'invalid', /ownerId names no person/)
  const stale = updateTeam(verbAs('admin', { expectedRevision: 1 }), { id: team.id, changes: { name: 'B' } })
  await refused(stale, 'stale', /you have revision 1/)
  for (const field of ['id', 'organisationId', 'members', 'managedBy'])
    assert.throws(() => teamUpdateSchema.parse({ [field]: 'x' }), new RegExp(field))
  await refused((async () => createTeam(verbAs('publisher'), input({ name: 'B' })))(), 'forbidden', /teams:manage/)
})

test('getTeam and listTeams: one’s own and those of one’s roles, others are not there', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { verbAs, put } = fixtures
  const [one, two] = [await fixtures.addTeam('One'), await fixtures.addTeam('Two')]
  const other = await put('team', { name: 'Other', costCentre: null, ownerId: null, identityGroup: null }, 'org_b')
  const ann = await fixtures.addPerson('Ann', { teamIds: [one.id] })
  const verb = await fixtures.verbOf(ann)
  const listed = async (as = verb) => (await listTeams(as, { limit: 50 })).items.map(({ team }) => team.name)
  assert.deepEqual(await listed(), ['One'])
  assert.deepEqual(await listed(verbAs('developer')), ['One', 'Two'])
  assert.deepEqual(await listed(verbAs(ofTeam('viewer', two.id))), ['Two'])
  await refused(getTeam(verb, two.id), 'not-found', new RegExp(`^There is no team ${two.id}.$`))
  await refused(getTeam(fixtures.admin, other.id), 'not-found', new RegExp(`^There is no team ${other.id}.$`))
  await refused(listMembers(verb, { teamId: two.id, limit: 50 }), 'not-found', /There is no team/)
  await refused(updateTeam(verb, { id: two.id, changes: { name: 'x' } }), 'not-found', /There is no team/)
  await refused(updateTeam(verb, { id: one.id, changes: { name: 'x' } }), 'forbidden', /Only who owns the team One/)
})

test('members: who owns a team adds, changes and removes them, and nothing else of the team', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader } = fixtures
  const ann = await fixtures.addPerson('Ann')
  const bob = await fixtures.addPerson('Bob', { state: 'invited' })
  const carol = await fixtures.addPerson('Carol', { state: 'suspended' })
  const team = await createTeam(admin, input({ ownerId: ann.id }))
  const verb = await fixtures.verbOf(ann)
  const added = await addMember(verb, { teamId: team.id, input: member({ email: 'BOB@example.com' }) })
  assert.deepEqual([added.personId, added.role, added.source, added.endsAt], [bob.id, 'member', 'hand', null])
  assert.equal((await reader.get('person', bob.id))?.defaultTeamId, team.id)
  const of = { teamId: team.id, personId: bob.id }
  const endsAt = new Date(Date.now() + dayMs).toISOString()
  const timed = await updateMember(verb, { member: of, changes: { role: 'owner', endsAt } })
  assert.deepEqual([timed.role, timed.endsAt], ['owner', Date.parse(endsAt)])
  await removeMember(verb, of)
  assert.equal((await reader.get('person', bob.id))?.defaultTeamId, null)
  await refused(removeMember(verb, of), 'not-found', /There is no member/)
  const refusals: [object, RegExp][] = [
    [{}, /personId or email is needed/],
    [{ personId: bob.id, email: bob.email }, /one of both/],
    [{ personId: 'per_x' }, /personId names no person/],
    [{ email: 'x@example.com' }, /email is nobody’s here/],
    [{ personId: carol.id }, /suspended: Carol/],
    [{ personId: bob.id, endsAt: '2020-01-01T00:00:00Z' }, /endsAt is over already/],
    [
      { personId: bob.id, startsAt: '2199-01-01T00:00:00Z', endsAt: '2198-01-01T00:00:00Z' },
      /endsAt is before startsAt/,
    ],
  ]
  for (const [fields, sentence] of refusals)
    await refused(addMember(verb, { teamId: team.id, input: member(fields) }), 'invalid', sentence)
  await refused(
    addMember(verb, { teamId: team.id, input: member({ personId: ann.id }) }),
    'conflict',
    /Ann is a member of Payments already/,
  )
  await refused(removeMember(verb, { teamId: team.id, personId: ann.id }), 'conflict', /They own Payments/)
  await refused(updateTeam(verb, { id: team.id, changes: { costCentre: '1' } }), 'forbidden', /teams:manage/)
  await refused(removeTeam(verb, team.id), 'forbidden', /teams:manage/)
  const readOnly = { ...verb, actor: { ...verb.actor, readOnly: true } }
  await refused(addMember(readOnly, { teamId: team.id, input: member({ personId: bob.id }) }), 'forbidden', /only read/)
  assert.throws(() => memberUpdateSchema.parse({ source: 'oidc' }), /source/)
  assert.throws(() => memberUpdateSchema.parse({ personId: 'x' }), /personId/)
})

test('members: somebody in a team who does not own it changes nothing', async (t) => {
  const fixtures = await peopleFixtures(t)
  const team = await fixtures.addTeam('Payments')
  const ann = await fixtures.addPerson('Ann', { teamIds: [team.id], roles: ['developer'] })
  const bob = await fixtures.addPerson('Bob')
  const verb = await fixtures.verbOf(ann)
  const adding = addMember(verb, { teamId: team.id, input: member({ personId: bob.id }) })
  await refused(adding, 'forbidden', /Only who owns the team Payments manages its members/)
  await refused(removeMember(verb, { teamId: team.id, personId: ann.id }), 'forbidden', /Only who owns/)
})

test('members: nobody gives by a team what they do not have', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { verbAs, put, admin } = fixtures
  const ann = await fixtures.addPerson('Ann', { roles: ['developer'] })
  const bob = await fixtures.addPerson('Bob')
  const team = await createTeam(admin, input())
  await put('roleBinding', bindingOf(team.id, 'admin', 'team'))
  const scoped = verbAs(ofTeam('admin', team.id))
  const adding = { teamId: team.id, input: member({ personId: ann.id }) }
  await refused(addMember(scoped, adding), 'forbidden', /get the role admin, which is more than you have/)
  await refused(
    updateTeam(scoped, { id: team.id, changes: { identityGroup: 'everybody' } }),
    'forbidden',
    /more than you have/,
  )
  await refused(updateTeam(scoped, { id: team.id, changes: { ownerId: ann.id } }), 'forbidden', /more than you have/)
  const expired = await put('membership', { ...memberOf(team.id, ann.id), endsAt: 1 })
  const of = { teamId: team.id, personId: expired.personId }
  await refused(updateMember(scoped, { member: of, changes: { endsAt: null } }), 'forbidden', /more than you have/)
  assert.equal((await updateMember(admin, { member: of, changes: { endsAt: null } })).endsAt, null)
  // Who owns a team without being in it does not have its roles either.
  const owned = await put('team', { name: 'Owned', costCentre: null, ownerId: bob.id, identityGroup: null })
  await put('roleBinding', bindingOf(owned.id, 'publisher', 'team'))
  const joining = addMember(await fixtures.verbOf(bob), { teamId: owned.id, input: member({ personId: bob.id }) })
  await refused(joining, 'forbidden', /get the role publisher, which is more than you have/)
})

test('members: the last administrator by a team stays in it, and what the identity provider says stays', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, put } = fixtures
  const team = await put('team', { name: 'Admins', costCentre: null, ownerId: null, identityGroup: 'admins' })
  const ann = await fixtures.addPerson('Ann', { teamIds: [team.id] })
  const bob = await fixtures.addPerson('Bob')
  await put('membership', { ...memberOf(team.id, bob.id), source: 'oidc' })
  await put('roleBinding', bindingOf(team.id, 'admin', 'team'))
  await refused(removeMember(admin, { teamId: team.id, personId: bob.id }), 'conflict', /in the group admins/)
  await removeMember(admin, { teamId: team.id, personId: ann.id })
  const ending = { endsAt: new Date(Date.now() + dayMs).toISOString() }
  const last = { teamId: team.id, personId: bob.id }
  await refused(updateMember(admin, { member: last, changes: ending }), 'conflict', /nobody else is an administrator/)
})

test('removeTeam names what is in the way, and takes memberships and default teams along', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, put, reader } = fixtures
  const team = await createTeam(admin, input())
  const next = await fixtures.addTeam('Next')
  const ann = await fixtures.addPerson('Ann', { teamIds: [team.id, next.id] })
  const { services } = fixtures
  const nothing = { ownerId: null, ownerName: null, costCentre: null, managedBy: null }
  const application = await put('application', { name: 'bot', kind: 'service', teamId: team.id, ...nothing })
  await put('provider', providerNamed('OpenAI'))
  const plan = await put('plan', { ...planNamed('Gold'), audienceTeamIds: [team.id] })
  const binding = await put('roleBinding', bindingOf(team.id, 'developer', 'team'))
  const over = await put('roleBinding', bindingOf(ann.id, { role: 'viewer', scope: { kind: 'team', id: team.id } }))
  const sentence = `bot, the plan Gold, the role binding ${binding.id} \\(developer\\), the role binding ${over.id} \\(viewer\\): delete`
  await refused(removeTeam(admin, team.id), 'conflict', new RegExp(`^The team Payments .* the application ${sentence}`))
  const context = { organisationId: 'org_a', actor: admin.actor.audit, verb: 't', from: 't', requestId: null }
  await services.store.change(context, async (writer) => {
    await writer.remove('application', application)
    await writer.remove('plan', plan)
    await writer.remove('roleBinding', binding)
    await writer.remove('roleBinding', over)
  })
  await removeTeam(admin, team.id)
  assert.equal(await reader.count('membership', { teamId: team.id }), 0)
  assert.equal((await reader.get('person', ann.id))?.defaultTeamId, next.id)
  assert.equal((await reader.find('application', { ownerId: ann.id }))[0]?.teamId, next.id)
  await refused(removeTeam(admin, team.id), 'not-found', /There is no team/)
})
