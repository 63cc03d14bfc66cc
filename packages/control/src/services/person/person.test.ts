import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personInviteSchema, personUpdateSchema } from '@tollgate/contract/resources/person'
import { TestBrowser } from '../../access/authentication/testing/test-browser.ts'
import type { ApiKeyRecord, PersonRecord } from '../../storage/records.ts'
import type { NewRecord } from '../../storage/store.ts'
import { bindingOf, memberOf, type PeopleFixtures, peopleFixtures } from '../../testing/people-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { activatePerson } from './activate.ts'
import { describeMe } from './describe-me.ts'
import { getPerson } from './get.ts'
import { invitePerson } from './invite.ts'
import { invitePersonAgain } from './invite-again.ts'
import { isExpectedPerson } from './is-expected.ts'
import { listPeople } from './list.ts'
import { reactivatePerson } from './reactivate.ts'
import { removePerson } from './remove.ts'
import { suspendPerson } from './suspend.ts'
import { updatePerson } from './update.ts'
import { updateMe } from './update-me.ts'

const password = 'correct horse battery'

function input(fields: object = {}) {
  return personInviteSchema.parse({ email: 'ann@example.com', name: 'Ann', ...fields })
}

async function accept({ authentication }: PeopleFixtures, url: string) {
  const browser = new TestBrowser(authentication)
  return await browser.post('/set-password', { token: url.split('#token=')[1], password })
}

function keyOf(applicationId: string, personId: string): NewRecord<ApiKeyRecord> {
  return {
    ...{ applicationId, personId, personName: null, environmentId: null, name: 'laptop', type: 'production' },
    ...{ digest: 'd', lastFour: '1234', state: 'active', expiresAt: null, allowedAddresses: [], allowedReferrers: [] },
    ...{ rotatedFromId: null, lastUsedAt: null, testApiId: null, managedBy: null },
  }
}

function applicationOf(name: string, given: { teamId?: string | null; ownerId: string }) {
  const nothing = { ownerName: null, costCentre: null, managedBy: null, teamId: null }
  return { name, kind: 'shared' as const, ...nothing, ...given }
}

test('invitePerson: a link, by mail and to the administrator, that makes the person active with all of their own', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, mails } = fixtures
  const team = await fixtures.addTeam('Payments')
  const { person, invitation } = await invitePerson(admin, input({ email: ' Ann@Example.com ', teamId: team.id }))
  assert.deepEqual([person.email, person.state, person.defaultTeamId], ['ann@example.com', 'invited', team.id])
  assert.match(invitation.url, /^https:\/\/tollgate\.test:9443\/set-password#token=\S{43}$/)
  assert.equal(invitation.isMailed, true)
  await fixtures.authentication.close()
  assert.deepEqual([mails.length, mails[0]?.to, mails[0]?.text.includes(invitation.url)], [1, 'ann@example.com', true])
  assert.equal((await accept(fixtures, invitation.url)).status, 200)
  const { person: active, teams, bindings } = await getPerson(admin, person.id)
  assert.equal(active.state, 'active')
  assert.ok(active.authUserId)
  assert.deepEqual([teams.map(({ name }) => name), bindings.map(({ role }) => role)], [['Payments'], ['developer']])
  const [application] = await reader.find('application', { ownerId: person.id })
  assert.deepEqual([application?.name, application?.kind, application?.teamId], ['Ann (personal)', 'personal', team.id])
  const browser = await fixtures.signedIn('ann@example.com', password)
  assert.equal((await browser.session())?.authUserId, active.authUserId)
  assert.equal((await accept(fixtures, invitation.url)).status, 400)
})

test('invitePerson refuses who is there, what is unknown, unwritten fields, and more than one has', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, verbAs } = fixtures
  const ann = await fixtures.addPerson('Ann')
  await fixtures.addPerson('Eve', { organisationId: 'org_b', password })
  await refused(
    invitePerson(admin, input({ email: 'ANN@example.com' })),
    'conflict',
    new RegExp(`Ann \\(${ann.id}\\), who is active`),
  )
  const other = invitePerson(admin, input({ email: 'eve@example.com' }))
  await refused(other, 'conflict', /^eve@example.com cannot be invited: there is a log-in with this e-mail already/)
  await refused(
    invitePerson(admin, input({ email: 'b@example.com', teamId: 'team_x' })),
    'invalid',
    /teamId names no team/,
  )
  assert.equal((await listPeople(admin, { limit: 50 })).items.length, 1)
  for (const fields of [
    { email: 'nobody' },
    { email: 'a@b.de', id: 'x' },
    { email: 'a@b.de', state: 'active' },
    { name: '' },
    { roles: ['root'] },
  ])
    assert.throws(() => input(fields))
  for (const role of ['publisher', 'developer', 'viewer'] as const)
    await refused(
      (async () => invitePerson(verbAs(role), input({ email: 'b@example.com' })))(),
      'forbidden',
      /people:manage/,
    )
  const ofTeam = verbAs([{ role: 'admin', scope: { kind: 'team', id: 'team_1' } }])
  await refused((async () => invitePerson(ofTeam, input({ email: 'b@example.com' })))(), 'forbidden', /people:manage/)
})

test('invitePersonAgain makes the earlier link void, and makes none for who is in', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin } = fixtures
  const { person, invitation } = await invitePerson(admin, input())
  const again = await invitePersonAgain(admin, person.id)
  assert.equal((await accept(fixtures, invitation.url)).status, 400)
  assert.equal((await accept(fixtures, again.invitation.url)).status, 200)
  await refused(invitePersonAgain(admin, person.id), 'conflict', /accepted the invitation already and is active/)
  await refused(invitePersonAgain(admin, 'per_x'), 'not-found', /There is no person per_x/)
})

test('suspendPerson ends sessions and tokens, and gives their applications to the team', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, services, put } = fixtures
  const first = await fixtures.addTeam('First')
  const second = await fixtures.addTeam('Second')
  const ann = await fixtures.addPerson('Ann', { password, roles: ['developer'], teamIds: [second.id, first.id] })
  const browser = await fixtures.signedIn(ann.email, password)
  const [personal] = await reader.find('application', { ownerId: ann.id })
  const own = await put('application', applicationOf('notes', { ownerId: ann.id }))
  const shared = await put('application', applicationOf('bot', { ownerId: ann.id, teamId: first.id }))
  const key = await put('apiKey', keyOf(personal?.id ?? '', ann.id))
  const before = await services.store.version()
  assert.equal((await suspendPerson(admin, ann.id)).state, 'suspended')
  assert.equal(await browser.session(), undefined)
  assert.equal(await services.store.version(), before + 1)
  // The gateways learn of it from the person: every key of theirs is compiled again.
  const touched = await services.store.touchedAfter(before)
  assert.ok(touched?.some(({ kind, id }) => kind === 'person' && id === ann.id))
  const teams = await Promise.all([personal?.id, own.id, shared.id].map((id) => reader.get('application', id ?? '')))
  assert.deepEqual(
    teams.map((application) => [application?.kind, application?.teamId]),
    [
      ['shared', second.id],
      ['shared', second.id],
      ['shared', first.id],
    ],
  )
  assert.equal((await reader.get('apiKey', key.id))?.personId, ann.id)
  assert.equal((await suspendPerson(admin, ann.id)).state, 'suspended')
  const active = await reactivatePerson(admin, ann.id)
  assert.equal(active.state, 'active')
  assert.equal(await reader.count('application', { ownerId: ann.id, kind: 'personal' }), 1)
  assert.equal(await browser.session(), undefined)
  await fixtures.signedIn(ann.email, password)
})

test('suspendPerson takes any team where there is no default one, and leaves everything where there is none', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, put } = fixtures
  const team = await fixtures.addTeam('First')
  const ann = await fixtures.addPerson('Ann')
  await put('membership', memberOf(team.id, ann.id))
  const bob = await fixtures.addPerson('Bob')
  const fileApp = await put('application', { ...applicationOf('declared', { ownerId: ann.id }), managedBy: 'file' })
  await suspendPerson(admin, ann.id)
  await suspendPerson(admin, bob.id)
  assert.deepEqual(
    (await reader.find('application', { ownerId: ann.id, kind: 'shared' })).map(({ name, teamId }) => [name, teamId]),
    [
      ['Ann (personal)', team.id],
      ['declared', null],
    ],
  )
  assert.equal((await reader.get('application', fileApp.id))?.revision, 1)
  assert.equal((await reader.find('application', { ownerId: bob.id }))[0]?.teamId, null)
})

test('suspendPerson: the last administrator stays, by whatever way they are one', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, put } = fixtures
  const team = await fixtures.addTeam('Admins')
  const ann = await fixtures.addPerson('Ann', { roles: ['admin'] })
  const bob = await fixtures.addPerson('Bob', { teamIds: [team.id] })
  await fixtures.addPerson('Carol', { roles: ['admin'], state: 'invited' })
  await fixtures.addPerson('Dan', { roles: [{ role: 'admin', scope: { kind: 'team', id: team.id } }] })
  await refused(suspendPerson(admin, ann.id), 'conflict', /Ann cannot be suspended: nobody else is an administrator/)
  await put('roleBinding', bindingOf(team.id, 'admin', 'team'))
  await refused(suspendPerson(await fixtures.verbOf(ann), ann.id), 'conflict', /cannot suspend yourself/)
  await suspendPerson(admin, ann.id)
  await refused(suspendPerson(admin, bob.id), 'conflict', /Bob cannot be suspended/)
  await reactivatePerson(admin, ann.id)
  await suspendPerson(admin, bob.id)
})

test('suspendPerson: an administrator for a time is not enough', async (t) => {
  const fixtures = await peopleFixtures(t)
  const team = await fixtures.addTeam('Admins')
  const ann = await fixtures.addPerson('Ann', { roles: ['admin'] })
  const bob = await fixtures.addPerson('Bob')
  await fixtures.put('membership', { ...memberOf(team.id, bob.id), endsAt: Date.now() + 60_000 })
  await fixtures.put('roleBinding', bindingOf(team.id, 'admin', 'team'))
  await refused(suspendPerson(fixtures.admin, ann.id), 'conflict', /Ann cannot be suspended/)
})

test('removePerson takes back an invitation with its link and log-in, and nobody who was here', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, put, database } = fixtures
  const team = await fixtures.addTeam('Payments')
  const { person, invitation } = await invitePerson(admin, input({ teamId: team.id }))
  const own = await put('application', applicationOf('notes', { ownerId: person.id }))
  const key = await put('apiKey', keyOf(own.id, person.id))
  await refused(
    removePerson(admin, person.id),
    'conflict',
    /Ann owns the API key laptop \(key_\w+\), the application notes/,
  )
  const { store } = fixtures.services
  const context = { organisationId: 'org_a', actor: admin.actor.audit, verb: 't', from: 't', requestId: null }
  await store.change(context, async (writer) => {
    await writer.remove('apiKey', key)
    await writer.remove('application', own)
  })
  await removePerson(admin, person.id)
  for (const kind of ['person', 'membership', 'roleBinding'] as const)
    assert.equal(await reader.count(kind, {}), 0, kind)
  assert.deepEqual(await database.db.selectFrom('auth_user').selectAll().execute(), [])
  assert.equal((await accept(fixtures, invitation.url)).status, 400)
  const bob = await fixtures.addPerson('Bob', { password })
  await refused(removePerson(admin, bob.id), 'conflict', /Bob is active and part of the history: suspend/)
  assert.equal((await invitePerson(admin, input())).person.state, 'invited')
})

test('updatePerson: name, and a default team of theirs that their own application follows', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, verbAs } = fixtures
  const [one, two, other] = [
    await fixtures.addTeam('One'),
    await fixtures.addTeam('Two'),
    await fixtures.addTeam('Three'),
  ]
  const ann = await fixtures.addPerson('Ann', { teamIds: [one.id, two.id] })
  const changed = await updatePerson(admin, { id: ann.id, changes: { name: 'Anna', defaultTeamId: two.id } })
  assert.deepEqual([changed.name, changed.defaultTeamId], ['Anna', two.id])
  assert.equal((await reader.find('application', { ownerId: ann.id }))[0]?.teamId, two.id)
  const foreign = updatePerson(admin, { id: ann.id, changes: { defaultTeamId: other.id } })
  await refused(foreign, 'invalid', /defaultTeamId names no team of theirs/)
  await refused(
    updatePerson(verbAs('admin', { expectedRevision: 1 }), { id: ann.id, changes: { name: 'A' } }),
    'stale',
    /revision 1/,
  )
  for (const field of ['email', 'state', 'authUserId', 'identityId', 'organisationId', 'id', 'revision'])
    assert.throws(() => personUpdateSchema.parse({ [field]: 'x' }), new RegExp(field))
})

test('listPeople and getPerson: all for who reads people, else the people of the teams that a role shows', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, verbAs } = fixtures
  const team = await fixtures.addTeam('Payments')
  const ann = await fixtures.addPerson('Ann', { teamIds: [team.id], roles: ['developer'] })
  const bob = await fixtures.addPerson('Bob', { state: 'invited' })
  const eve = await fixtures.addPerson('Eve', { organisationId: 'org_b' })
  const names = async (verb = admin, query = {}) =>
    (await listPeople(verb, { limit: 50, ...query })).items.map(({ person }) => person.name)
  assert.deepEqual(await names(), ['Ann', 'Bob'])
  assert.deepEqual(await names(admin, { search: 'ANN@' }), ['Ann'])
  assert.deepEqual(await names(admin, { state: 'invited' }), ['Bob'])
  assert.deepEqual(await names(admin, { teamId: team.id }), ['Ann'])
  const ofTeam = verbAs([{ role: 'viewer', scope: { kind: 'team', id: team.id } }])
  assert.deepEqual(await names(ofTeam), ['Ann'])
  assert.equal((await getPerson(ofTeam, ann.id)).person.name, 'Ann')
  await refused(getPerson(ofTeam, bob.id), 'not-found', new RegExp(`^There is no person ${bob.id}.$`))
  await refused(getPerson(admin, eve.id), 'not-found', new RegExp(`^There is no person ${eve.id}.$`))
  await refused(listPeople(await fixtures.verbOf(ann), { limit: 50 }), 'forbidden', /people:read/)
})

test('updateMe changes one’s own name; describeMe says who one is', async (t) => {
  const fixtures = await peopleFixtures(t)
  const team = await fixtures.addTeam('Payments')
  const ann = await fixtures.addPerson('Ann', { teamIds: [team.id] })
  const verb = await fixtures.verbOf(ann)
  assert.equal((await updateMe(verb, { name: 'Anna' })).name, 'Anna')
  const { person, teams, organisation } = await describeMe(verb)
  assert.deepEqual(
    [person?.name, teams.map((one) => [one.team.name, one.isOwner]), organisation.id],
    ['Anna', [['Payments', false]], 'org_a'],
  )
  await refused((async () => updateMe(fixtures.admin, { name: 'x' }))(), 'forbidden', /no person/)
  const readOnly = { ...verb, actor: { ...verb.actor, readOnly: true } }
  await refused((async () => updateMe(readOnly, { name: 'x' }))(), 'forbidden', /only read/)
})

const identity = { providerId: 'sso', subject: 'ann-1', email: 'ann@example.com', name: 'Ann', groups: ['payments'] }

test('activatePerson: who comes through an identity provider has its groups as memberships, others stay', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, reader, put, services } = fixtures
  const grouped = await put('team', { name: 'Payments', costCentre: null, ownerId: null, identityGroup: 'payments' })
  const byHand = await fixtures.addTeam('By hand')
  const { person } = await invitePerson(admin, input({ teamId: byHand.id }))
  const authUserId = await authUser(fixtures, person)
  assert.equal(await activatePerson(services, { authUserId, email: person.email, identity }), true)
  const teams = async () =>
    (await reader.find('membership', { personId: person.id })).map(({ teamId, source }) => [teamId, source])
  assert.deepEqual(await teams(), [
    [byHand.id, 'hand'],
    [grouped.id, 'oidc'],
  ])
  const version = await services.store.version()
  assert.equal(await activatePerson(services, { authUserId, email: person.email, identity }), true)
  assert.equal(await services.store.version(), version)
  await activatePerson(services, { authUserId, email: person.email, identity: { ...identity, groups: [] } })
  assert.deepEqual(await teams(), [[byHand.id, 'hand']])
})

test('activatePerson and isExpectedPerson refuse strangers, the suspended, another log-in and another subject', async (t) => {
  const fixtures = await peopleFixtures(t)
  const { admin, services } = fixtures
  const { person } = await invitePerson(admin, input())
  assert.equal(await isExpectedPerson(services, identity), true)
  assert.equal(await isExpectedPerson(services, { ...identity, email: 'eve@example.com' }), false)
  const authUserId = await authUser(fixtures, person)
  const arrival = { authUserId, email: person.email, identity }
  assert.equal(await activatePerson(services, { ...arrival, email: 'eve@example.com' }), false)
  assert.equal(await activatePerson(services, arrival), true)
  assert.equal(await activatePerson(services, { ...arrival, authUserId: 'another' }), false)
  const another = { ...identity, subject: 'ann-2' }
  assert.equal(await isExpectedPerson(services, another), false)
  assert.equal(await activatePerson(services, { ...arrival, identity: another }), false)
  await suspendPerson(admin, person.id)
  assert.equal(await isExpectedPerson(services, identity), false)
  assert.equal(await activatePerson(services, arrival), false)
})

async function authUser({ authentication }: PeopleFixtures, { email, name }: PersonRecord): Promise<string> {
  const id = await authentication.createUser({ email, name, password: null })
  assert.ok(typeof id === 'string')
  return id
}
