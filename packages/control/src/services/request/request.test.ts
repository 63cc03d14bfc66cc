import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestCreateSchema } from '@tollgate/contract/resources/request'
import { onApi } from '../../testing/api-fixtures.ts'
import { type ConsumerFixtures, consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { consumerVerbs } from '../../testing/consumer-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { approveRequest, refuseRequest } from './answer.ts'
import { createRequest } from './create.ts'
import { createRequestedKey } from './create-key.ts'
import { getRequest } from './get.ts'
import { listRequests } from './list.ts'
import { withdrawRequest } from './withdraw.ts'

const { changePlan, createSubscription } = consumerVerbs

function subscribe({ alice, shared, api }: ConsumerFixtures, planId: string) {
  return createSubscription(alice.verb, { applicationId: shared.id, input: { apiId: api.id, planId } })
}

function raise(subscriptionId: string, fields: object = {}) {
  return requestCreateSchema.parse({
    ...{ kind: 'raise', subscriptionId, limits: [{ metric: 'requests', limit: 9, per: 'day' }] },
    ...{ endsAt: '2099-01-01T00:00:00Z', why: 'A demo.', ...fields },
  })
}

test('a raise: asked with a why, approved by a publisher of the API, in force at once', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, carol, api, planId, verbAs, publish, reader, services } = fixtures
  const subscription = await subscribe(fixtures, planId)
  const publisher = verbAs(onApi(api.id))
  await refused(createRequest(carol.verb, raise(subscription.id)), 'invalid', /no subscription that you may use/)
  await refused(
    createRequest(alice.verb, raise(subscription.id, { endsAt: '2020-01-01T00:00:00Z' })),
    'invalid',
    /past/,
  )
  const request = await createRequest(alice.verb, raise(subscription.id))
  await refused(createRequest(alice.verb, raise(subscription.id)), 'conflict', new RegExp(request.id))
  await refused(approveRequest(bob.verb, { id: request.id, input: {} }), 'forbidden', /requests:answer/)
  await refused(approveRequest(carol.verb, { id: request.id, input: {} }), 'not-found', /no request/)
  const other = await publish('Other')
  await refused(approveRequest(verbAs(onApi(other.id)), { id: request.id, input: {} }), 'not-found', /no request/)
  const approved = await approveRequest(publisher, {
    id: request.id,
    input: { answer: 'Fine.', endsAt: '2098-01-01T00:00:00Z' },
  })
  assert.deepEqual([approved.state, approved.answer], ['approved', 'Fine.'])
  assert.deepEqual((await reader.get('subscription', subscription.id))?.overrides, {
    limits: [{ metric: 'requests', limit: 9, count: 1, unit: 'day' }],
    outputTokensMax: null,
    endsAt: Date.parse('2098-01-01T00:00:00Z'),
  })
  const refusing = { id: request.id, input: { answer: 'No.' } }
  await refused(refuseRequest(publisher, refusing), 'conflict', /approved already/)
  await refused(withdrawRequest(alice.verb, request.id), 'conflict', /approved already/)
  const { items } = await services.store.auditPage('org_a', { limit: 1 })
  assert.deepEqual([items[0]?.verb, items[0]?.changeCount], ['request.approve', 2])
})

test('a refusal changes nothing but the request', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, admin, planId, reader } = fixtures
  const subscription = await subscribe(fixtures, planId)
  const request = await createRequest(alice.verb, raise(subscription.id))
  const answered = await refuseRequest(admin, { id: request.id, input: { answer: 'Too much.' } })
  assert.deepEqual([answered.state, answered.answer], ['refused', 'Too much.'])
  assert.deepEqual(await reader.get('subscription', subscription.id), subscription)
  assert.equal((await getRequest(alice.verb, request.id)).personName, 'Alice')
})

test('a subscription is approved by its request, and a withdrawn one is gone', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, admin, manualPlan, reader, planId } = fixtures
  const first = await subscribe(fixtures, manualPlan.id)
  const [asked] = await reader.find('request', {})
  assert.ok(asked)
  await refused(withdrawRequest(bob.verb, asked.id), 'forbidden', /Somebody else asked/)
  const withdrawn = await withdrawRequest(alice.verb, asked.id)
  assert.deepEqual([withdrawn.state, withdrawn.subscriptionId], ['withdrawn', null])
  assert.equal(await reader.get('subscription', first.id), undefined)
  const second = await subscribe(fixtures, manualPlan.id)
  const [open] = await reader.find('request', { state: 'open' })
  assert.ok(open)
  await refused(approveRequest(admin, { id: open.id, input: { endsAt: '2099-01-01T00:00:00Z' } }), 'invalid', /raise/)
  await approveRequest(admin, { id: open.id, input: {} })
  assert.equal((await reader.get('subscription', second.id))?.state, 'active')
  await changePlan(admin, { id: second.id, planId })
  await changePlan(alice.verb, { id: second.id, planId: manualPlan.id })
  const [another] = await reader.find('request', { state: 'open' })
  await withdrawRequest(alice.verb, another?.id ?? '')
  assert.equal((await reader.get('subscription', second.id))?.planId, planId)
})

test('an approval fails where the plan is offered no more, and leaves everything as it was', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { admin, api, manualPlan, reader, services, planId } = fixtures
  const { id } = await subscribe(fixtures, manualPlan.id)
  await services.store.change(
    { organisationId: 'org_a', actor: admin.actor.audit, verb: 'test', from: 'test', requestId: null },
    (writer) => writer.update('api', api, { planIds: [planId] }),
  )
  const [open] = await reader.find('request', { state: 'open' })
  assert.ok(open)
  await refused(approveRequest(admin, { id: open.id, input: {} }), 'conflict', /not offered by the API any more/)
  assert.equal((await reader.get('subscription', id))?.state, 'pending')
  assert.equal((await reader.get('request', open.id))?.state, 'open')
})

test('a model is asked for, and the answer is an answer', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, carol, shared, api, publish, admin } = fixtures
  const input = requestCreateSchema.parse({
    ...{ kind: 'model', applicationId: shared.id, apiId: api.id, model: 'gpt-9', why: 'Better.' },
  })
  await refused(createRequest(carol.verb, input), 'invalid', /no application that you may use/)
  const draft = await publish('Draft', { state: 'created' })
  await refused(createRequest(alice.verb, { ...input, apiId: draft.id } as typeof input), 'invalid', /no API/)
  const request = await createRequest(alice.verb, input)
  assert.deepEqual(request.details, { model: 'gpt-9' })
  assert.equal((await approveRequest(admin, { id: request.id, input: { answer: 'From Monday.' } })).state, 'approved')
})

test('a production key that needs an approval: approved by a second person, made once by who asked', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, join, shared, put, reader, teamId } = fixtures
  const asking = requestCreateSchema.parse({
    ...{ kind: 'key', applicationId: shared.id, name: 'prod', expiresInDays: 30, why: 'Go live.' },
  })
  await refused(createRequest(alice.verb, asking), 'conflict', /need no approval here/)
  await put('setting', { name: 'productionKeysNeedApproval', value: true })
  const request = await createRequest(alice.verb, asking)
  await refused(createRequestedKey(alice.verb, request.id), 'conflict', /is open/)
  const paul = await join('Paul', { role: 'publisher', teamIds: [teamId] })
  const own = await createRequest(paul.verb, asking)
  await refused(approveRequest(paul.verb, { id: own.id, input: {} }), 'forbidden', /your own request/)
  await approveRequest(paul.verb, { id: request.id, input: {} })
  await refused(createRequestedKey(bob.verb, request.id), 'forbidden', /Somebody else asked/)
  const { record, key } = await createRequestedKey(alice.verb, request.id)
  assert.ok(key)
  assert.deepEqual([record.name, record.type, record.personId], ['prod', 'production', alice.person.id])
  assert.ok(record.expiresAt !== null)
  assert.equal((await reader.get('request', request.id))?.details.keyId, record.id)
  await refused(createRequestedKey(alice.verb, request.id), 'conflict', /made already/)
})

test('listRequests: own, to answer, and all that one sees', async (t) => {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, carol, admin, api, manualPlan, planId, publish, verbAs } = fixtures
  const subscription = await subscribe(fixtures, planId)
  await createRequest(alice.verb, raise(subscription.id))
  const other = await publish('Other', { planIds: [manualPlan.id] })
  const input = { apiId: other.id }
  await createSubscription(carol.verb, { applicationId: carol.personal.id, input })
  const kinds = async (verb: typeof admin, query: object = {}) =>
    (await listRequests(verb, { limit: 10, ...query })).items.map(({ request }) => request.kind)
  assert.deepEqual(await kinds(alice.verb, { whose: 'own' }), ['raise'])
  assert.deepEqual(await kinds(bob.verb), ['raise'])
  assert.deepEqual(await kinds(bob.verb, { whose: 'own' }), [])
  assert.deepEqual(await kinds(bob.verb, { whose: 'answer' }), [])
  assert.deepEqual(await kinds(carol.verb), ['subscribe'])
  assert.deepEqual(await kinds(admin), ['raise', 'subscribe'])
  assert.deepEqual(await kinds(verbAs(onApi(other.id)), { whose: 'answer' }), ['subscribe'])
  assert.deepEqual(await kinds(verbAs(onApi(api.id))), ['raise'])
  assert.deepEqual(await kinds(admin, { kind: 'raise', state: 'approved' }), [])
})

test('requestCreateSchema: a subscription is asked for by subscribing, and nothing unknown is taken', () => {
  assert.throws(() => requestCreateSchema.parse({ kind: 'subscribe', apiId: 'api_1', why: 'x' }))
  assert.throws(() => raise('sub_1', { state: 'approved' }), /state/)
  assert.throws(() => raise('sub_1', { why: ' ' }))
})
