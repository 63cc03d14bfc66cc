import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyCreateSchema } from '@tollgate/contract/resources/api-key'
import { applicationCreateSchema, applicationUpdateSchema } from '@tollgate/contract/resources/application'
import { onTeam } from '../../testing/api-fixtures.ts'
import { consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { consumerVerbs } from '../../testing/consumer-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { createApplication } from './create.ts'
import { getApplication } from './get.ts'
import { listApplications } from './list.ts'
import { removeApplication } from './remove.ts'
import { transferApplication } from './transfer.ts'
import { updateApplication } from './update.ts'

const { createKey, createSubscription, listRequests } = consumerVerbs

function input(fields: object) {
  return applicationCreateSchema.parse(fields)
}

test('createApplication: of oneself, or of a team that one is in', async (t) => {
  const { alice, carol, teamId } = await consumerFixtures(t)
  const own = await createApplication(carol.verb, input({ name: 'notes' }))
  assert.deepEqual([own.kind, own.teamId, own.ownerId, own.managedBy], ['shared', null, carol.person.id, null])
  const ofTeam = await createApplication(alice.verb, input({ name: 'bot', kind: 'service', teamId }))
  assert.equal(ofTeam.teamId, teamId)
  await refused(createApplication(carol.verb, input({ name: 'other', teamId })), 'invalid', /no team of yours/)
  await refused(createApplication(carol.verb, input({ name: 'bot' })), 'conflict', /an application bot already/)
  assert.throws(() => input({ name: 'p', kind: 'personal' }))
  assert.throws(() => applicationUpdateSchema.parse({ teamId: null }), /teamId/)
  assert.throws(() => input({ name: 'p', ownerId: 'per_x' }), /ownerId/)
})

test('createApplication: who only looks, a read-only token and a file-managed organisation make none', async (t) => {
  const { verbAs, alice, services } = await consumerFixtures(t)
  await refused(createApplication(verbAs('viewer'), input({ name: 'a' })), 'forbidden', /applications:own/)
  const readOnly = { ...alice.verb, actor: { ...alice.verb.actor, readOnly: true } }
  await refused(createApplication(readOnly, input({ name: 'a' })), 'forbidden', /only read/)
  const managed = { ...alice.verb, ...services, managedFile: 'tollgate.yaml' }
  await refused(createApplication(managed, input({ name: 'a' })), 'conflict', /tollgate.yaml/)
})

test('an application is its team’s, without one its owner’s, and a personal one its owner’s alone', async (t) => {
  const { alice, bob, carol, shared, verbAs, teamId, services } = await consumerFixtures(t)
  assert.equal((await getApplication(bob.verb, shared.id)).ownerName, 'Alice')
  await refused(getApplication(carol.verb, shared.id), 'not-found', /no application/)
  await refused(getApplication(bob.verb, alice.personal.id), 'not-found', /no application/)
  assert.equal((await getApplication(verbAs('viewer'), alice.personal.id)).application.kind, 'personal')
  await refused(
    updateApplication(verbAs('viewer'), { id: shared.id, changes: { name: 'x' } }),
    'forbidden',
    /not yours/,
  )
  const names = async (verb: typeof bob.verb) =>
    (await listApplications(verb, { limit: 50 })).items.map(({ application }) => application.name)
  assert.deepEqual(await names(bob.verb), ['Bob (personal)', 'payments-bot'])
  assert.deepEqual(await names(carol.verb), ['Carol (personal)'])
  assert.equal((await names(verbAs('viewer'))).length, 4)
  assert.deepEqual(await names(verbAs(onTeam(teamId))), ['payments-bot'])
  await refused(listApplications(verbAs([]), { limit: 50 }), 'forbidden', /applications:own/)
  const other = { ...bob.verb, ...services, actor: { ...bob.verb.actor, organisationId: 'org_b' } }
  await refused(getApplication(other, shared.id), 'not-found', /no application/)
  const admin = verbAs('admin', { organisationId: 'org_b' })
  await refused(removeApplication(admin, { id: shared.id, cascade: true }), 'not-found', /no application/)
})

test('updateApplication: a cost centre of its own is for who manages, or owns the team', async (t) => {
  const { alice, bob, shared, admin, join, teamId, reader } = await consumerFixtures(t)
  const changes = applicationUpdateSchema.parse({ costCentre: 'CC-7' })
  await refused(updateApplication(bob.verb, { id: shared.id, changes }), 'forbidden', /cost centre/)
  assert.equal((await updateApplication(admin, { id: shared.id, changes })).costCentre, 'CC-7')
  const dora = await join('Dora', { teamIds: [teamId], teamRole: 'owner' })
  assert.equal((await updateApplication(dora.verb, { id: shared.id, changes: { costCentre: null } })).costCentre, null)
  await refused(
    updateApplication(alice.verb, { id: alice.personal.id, changes: { kind: 'shared' } }),
    'conflict',
    /transfer/,
  )
  await updateApplication(bob.verb, { id: shared.id, changes: { kind: 'service' } })
  const stale = { ...bob.verb, expectedRevision: 1 }
  await refused(updateApplication(stale, { id: shared.id, changes: { name: 'x' } }), 'stale', /read it again/)
  assert.equal((await reader.get('application', shared.id))?.name, 'payments-bot')
})

test('an application says how many keys of it work, what it may call and when it was last used', async (t) => {
  const { alice, shared, api, planId, services } = await consumerFixtures(t)
  const described = async () => {
    const { items } = await listApplications(alice.verb, { limit: 50 })
    const { keyCount, subscriptionCount, lastUsedAt } =
      items.find(({ application }) => application.id === shared.id) ?? assert.fail('it is not listed')
    return [keyCount, subscriptionCount, lastUsedAt]
  }
  assert.deepEqual(await described(), [0, 0, null])
  const input = { applicationId: shared.id, input: keyCreateSchema.parse({ name: 'laptop' }) }
  const { record } = await createKey(alice.verb, input)
  await createSubscription(alice.verb, { applicationId: shared.id, input: { apiId: api.id, planId } })
  await services.store.noteKeyUse([{ id: record.id, at: 1_700_000_000_000 }])
  assert.deepEqual(await described(), [1, 1, 1_700_000_000_000])
})

test('transferApplication: a personal one becomes the team’s, and its person has a new one', async (t) => {
  const { alice, bob, carol, teamId, reader } = await consumerFixtures(t)
  const transferred = await transferApplication(alice.verb, { id: alice.personal.id, input: { teamId } })
  assert.deepEqual([transferred.kind, transferred.teamId], ['shared', teamId])
  assert.equal((await getApplication(bob.verb, transferred.id)).application.id, alice.personal.id)
  const own = await reader.find('application', { ownerId: alice.person.id, kind: 'personal' })
  assert.equal(own.length, 1)
  assert.notEqual(own[0]?.id, alice.personal.id)
  await refused(
    transferApplication(carol.verb, { id: carol.personal.id, input: { teamId } }),
    'invalid',
    /no team of yours/,
  )
})

test('removeApplication: refused while it is used, and with cascade everything of it goes', async (t) => {
  const { alice, shared, api, manualPlan, reader, planId } = await consumerFixtures(t)
  const key = keyCreateSchema.parse({ name: 'laptop' })
  const made = await createKey(alice.verb, { applicationId: shared.id, input: key })
  await createSubscription(alice.verb, { applicationId: shared.id, input: { apiId: api.id, planId: manualPlan.id } })
  assert.equal((await listRequests(alice.verb, { limit: 10 })).items.length, 1)
  await refused(
    removeApplication(alice.verb, { id: shared.id, cascade: false }),
    'conflict',
    /1 active key\(s\): laptop; and 1 subscription\(s\).*cascade=true/,
  )
  await removeApplication(alice.verb, { id: shared.id, cascade: true })
  assert.equal(await reader.get('apiKey', made.record.id), undefined)
  assert.equal(await reader.count('subscription', {}), 0)
  assert.equal(await reader.count('request', {}), 0)
  assert.ok(await reader.get('plan', planId))
  await refused(removeApplication(alice.verb, { id: shared.id, cascade: true }), 'not-found', /no application/)
  await refused(removeApplication(alice.verb, { id: alice.personal.id, cascade: true }), 'conflict', /everybody has/)
})
