import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subscriptionOverridesSchema } from '@tollgate/contract/resources/subscription'
import { onApi, planNamed } from '../../testing/api-fixtures.ts'
import { type ConsumerFixtures, consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { answerSubscription } from './answer.ts'
import { changePlan } from './change-plan.ts'
import { createSubscription } from './create.ts'
import { endOverrides } from './end-overrides.ts'
import { getSubscription } from './get.ts'
import { listApiSubscriptions, listSubscriptions } from './list.ts'
import { overrideLimits } from './override-limits.ts'
import { removeSubscription } from './remove.ts'
import { blockSubscription, unblockSubscription } from './set-state.ts'

function subscribe({ alice, shared, api }: ConsumerFixtures, planId?: string) {
  return createSubscription(alice.verb, { applicationId: shared.id, input: { apiId: api.id, planId } })
}

test('createSubscription: active at once on an automatic plan, once for an application and an API', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, planId, reader } = fixtures
  await refused(subscribe(fixtures), 'invalid', /planId is missing: OpenAI API\/1.0 offers AIGold \(.*AIManual \(/)
  const made = await subscribe(fixtures, planId)
  assert.deepEqual([made.state, made.planId], ['active', planId])
  await refused(subscribe(fixtures, planId), 'conflict', new RegExp(`already, which is active \\(${made.id}\\)`))
  assert.equal(await reader.count('request', {}), 0)
  const shown = await getSubscription(bob.verb, made.id)
  assert.deepEqual(
    [shown.applicationName, shown.apiName, shown.planName, shown.requestId],
    ['payments-bot', 'OpenAI API/1.0', 'AIGold', null],
  )
  await refused(subscribe({ ...fixtures, shared: fixtures.carol.personal }, planId), 'not-found', /no application/)
  assert.equal((await listSubscriptions(alice.verb, { limit: 10 })).items.length, 1)
})

test('createSubscription: takes the only plan that is offered to the actor, and none that is not', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, carol, put, publish, teamId, planId } = fixtures
  const ofTeam = await put('plan', { ...planNamed('Team plan'), audienceTeamIds: [teamId] })
  const api = await publish('Small API', { planIds: [ofTeam.id] })
  const input = { apiId: api.id }
  await refused(
    createSubscription(carol.verb, { applicationId: carol.personal.id, input }),
    'conflict',
    /offers no plan for you/,
  )
  await refused(
    createSubscription(alice.verb, { applicationId: alice.personal.id, input: { ...input, planId } }),
    'invalid',
    /names no plan that Small API\/1.0 offers you/,
  )
  const made = await createSubscription(alice.verb, { applicationId: alice.personal.id, input })
  assert.equal(made.planId, ofTeam.id)
})

test('createSubscription: only to a published API that is meant for the actor', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, carol, admin, publish, reader, teamId } = fixtures
  const attempt = (verb: typeof admin, applicationId: string, apiId: string) =>
    createSubscription(verb, { applicationId, input: { apiId } })
  const hidden = await publish('Hidden', { visibleToTeamIds: [teamId] })
  await refused(attempt(carol.verb, carol.personal.id, hidden.id), 'invalid', /apiId names no API that you may use/)
  await refused(attempt(carol.verb, carol.personal.id, 'api_none'), 'invalid', /apiId names no API that you may use/)
  assert.equal((await attempt(alice.verb, alice.personal.id, hidden.id)).state, 'active')
  for (const state of ['created', 'retired', 'deprecated', 'blocked'] as const) {
    const api = await publish(`A ${state}`, { state })
    const isUnknown = state === 'created' || state === 'retired'
    await refused(
      attempt(alice.verb, alice.personal.id, api.id),
      isUnknown ? 'invalid' : 'conflict',
      isUnknown ? /names no API/ : new RegExp(`is ${state} and takes no new`),
    )
    await refused(attempt(admin, alice.personal.id, api.id), 'conflict', new RegExp(`is ${state} and takes no new`))
  }
  assert.equal(await reader.count('subscription', {}), 1)
})

test('a manual plan: pending with a request, approved by a publisher of the API', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, api, manualPlan, verbAs, publish, reader, shared } = fixtures
  const pending = await createSubscription(alice.verb, {
    applicationId: shared.id,
    input: { apiId: api.id, planId: manualPlan.id, why: 'For the demo.' },
  })
  assert.equal(pending.state, 'pending')
  const [request] = await reader.find('request', {})
  assert.deepEqual(
    [request?.kind, request?.why, request?.subscriptionId, request?.personId, request?.state],
    ['subscribe', 'For the demo.', pending.id, alice.person.id, 'open'],
  )
  assert.equal((await getSubscription(alice.verb, pending.id)).requestId, request?.id)
  const approve = (verb: typeof alice.verb) => answerSubscription(verb, { id: pending.id, state: 'approved' })
  await refused(approve(alice.verb), 'forbidden', /subscriptions:manage/)
  const other = await publish('Other API')
  await refused(approve(verbAs(onApi(other.id))), 'not-found', /no subscription/)
  const active = await approve(verbAs(onApi(api.id)))
  assert.equal(active.state, 'active')
  assert.equal((await reader.find('request', {}))[0]?.state, 'approved')
  await refused(approve(verbAs(onApi(api.id))), 'conflict', /waits for no answer/)
})

test('a refused subscription may be asked for again, and its history does not hold it back', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { admin, alice, manualPlan, planId, reader } = fixtures
  const pending = await subscribe(fixtures, manualPlan.id)
  const refusedOne = await answerSubscription(admin, { id: pending.id, state: 'refused', answer: 'Not now.' })
  assert.equal(refusedOne.state, 'refused')
  assert.equal((await reader.find('request', {}))[0]?.answer, 'Not now.')
  await refused(changePlan(alice.verb, { id: pending.id, planId }), 'conflict', /was refused: subscribe again/)
  const again = await subscribe(fixtures, planId)
  assert.deepEqual([again.id, again.state, again.planId], [pending.id, 'active', planId])
  await removeSubscription(alice.verb, again.id)
  assert.equal(await reader.count('subscription', {}), 0)
})

test('changePlan: a developer waits for the approval of a manual plan, and keeps the old one', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { admin, alice, carol, manualPlan, planId, reader } = fixtures
  const { id } = await subscribe(fixtures, planId)
  await refused(changePlan(carol.verb, { id, planId: manualPlan.id }), 'not-found', /no subscription/)
  const waiting = await changePlan(alice.verb, { id, planId: manualPlan.id, why: 'More.' })
  assert.deepEqual([waiting.planId, waiting.state], [planId, 'active'])
  await refused(changePlan(alice.verb, { id, planId: manualPlan.id }), 'conflict', /waits for an answer/)
  await overrideLimits(admin, { id, overrides: subscriptionOverridesSchema.parse({ limits: [] }) })
  const changed = await answerSubscription(admin, { id, state: 'approved' })
  assert.deepEqual([changed.planId, changed.overrides], [manualPlan.id, null])
  assert.equal((await changePlan(alice.verb, { id, planId })).planId, planId)
  assert.equal((await changePlan(admin, { id, planId: manualPlan.id })).planId, manualPlan.id)
  assert.equal(await reader.count('request', {}), 1)
})

test('a blocked subscription is for its publishers to open and to remove', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, api, planId, manualPlan, verbAs } = fixtures
  const publisher = verbAs(onApi(api.id))
  const { id } = await subscribe(fixtures, planId)
  await refused(blockSubscription(alice.verb, id), 'forbidden', /subscriptions:manage/)
  assert.equal((await blockSubscription(publisher, id)).state, 'blocked')
  assert.equal((await blockSubscription(publisher, id)).state, 'blocked')
  await refused(removeSubscription(alice.verb, id), 'conflict', /blocked/)
  await refused(changePlan(alice.verb, { id, planId: manualPlan.id }), 'conflict', /blocked/)
  assert.equal((await unblockSubscription(publisher, id)).state, 'active')
  await blockSubscription(publisher, id)
  await removeSubscription(publisher, id)
  await refused(getSubscription(alice.verb, id), 'not-found', /no subscription/)
})

test('removeSubscription: what waited is withdrawn with it', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, manualPlan, reader } = fixtures
  const { id } = await subscribe(fixtures, manualPlan.id)
  await refused(blockSubscription(fixtures.admin, id), 'conflict', /pending and not in use/)
  await removeSubscription(alice.verb, id)
  const [request] = await reader.find('request', {})
  assert.deepEqual([request?.state, request?.subscriptionId], ['withdrawn', null])
})

test('overrideLimits: instead of the plan’s, until their end', async (t) => {
  let now = Date.parse('2027-01-01T00:00:00Z')
  const fixtures = await consumerFixtures(t, { now: () => now })
  const { admin, alice, planId, reader } = fixtures
  const { id } = await subscribe(fixtures, planId)
  const overrides = subscriptionOverridesSchema.parse({
    limits: [{ metric: 'requests', limit: 10, per: '5 minutes' }],
    endsAt: '2027-01-02T00:00:00Z',
  })
  await refused(overrideLimits(alice.verb, { id, overrides }), 'forbidden', /subscriptions:manage/)
  await refused(
    overrideLimits(admin, { id, overrides: { ...overrides, endsAt: '2026-12-31T00:00:00Z' } }),
    'invalid',
    /past/,
  )
  const raised = await overrideLimits(admin, { id, overrides })
  assert.deepEqual(raised.overrides, {
    limits: [{ metric: 'requests', limit: 10, count: 5, unit: 'minute' }],
    outputTokensMax: null,
    endsAt: Date.parse('2027-01-02T00:00:00Z'),
  })
  assert.equal(await endOverrides(admin), 0)
  now = Date.parse('2027-01-02T00:00:00Z')
  assert.equal(await endOverrides(admin), 1)
  assert.equal((await reader.get('subscription', id))?.overrides, null)
  assert.equal(await endOverrides(admin), 0)
})

test('listSubscriptions: of an application, of an API, of all that one sees', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, carol, api, admin, planId, publish, shared, verbAs } = fixtures
  const other = await publish('Other API')
  await subscribe(fixtures, planId)
  await createSubscription(alice.verb, { applicationId: shared.id, input: { apiId: other.id } })
  await createSubscription(carol.verb, { applicationId: carol.personal.id, input: { apiId: other.id } })
  const count = async (work: ReturnType<typeof listSubscriptions>) => (await work).items.length
  assert.equal(await count(listSubscriptions(alice.verb, { limit: 10 })), 2)
  assert.equal(await count(listSubscriptions(alice.verb, { limit: 10, apiId: other.id })), 1)
  assert.equal(await count(listSubscriptions(carol.verb, { limit: 10, apiId: api.id })), 0)
  assert.equal(await count(listSubscriptions(admin, { limit: 10 })), 3)
  assert.equal(await count(listSubscriptions(admin, { limit: 10, state: 'pending' })), 0)
  await refused(listSubscriptions(carol.verb, { limit: 10, applicationId: shared.id }), 'not-found', /no application/)
  const publisher = verbAs(onApi(other.id))
  assert.equal(await count(listApiSubscriptions(publisher, { limit: 10, apiId: other.id })), 2)
  await refused(listApiSubscriptions(publisher, { limit: 10, apiId: api.id }), 'not-found', /no API/)
  await refused(listApiSubscriptions(alice.verb, { limit: 10, apiId: other.id }), 'not-found', /no API/)
})

test('where a file is the only truth, every change of a subscription names it', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { id } = await subscribe(fixtures, fixtures.planId)
  const admin = { ...fixtures.admin, managedFile: 'tollgate.yaml' }
  for (const work of [
    () => blockSubscription(admin, id),
    () => removeSubscription(admin, id),
    () => changePlan(admin, { id, planId: fixtures.manualPlan.id }),
    () => overrideLimits(admin, { id, overrides: null }),
  ])
    await refused(work(), 'conflict', /managed by tollgate.yaml/)
})
