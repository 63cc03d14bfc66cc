import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToldCounter } from '@tollgate/contract/counter-report'
import { quotaStateRoutes } from '../http/resources/quota-states.ts'
import { onApi } from '../testing/api-fixtures.ts'
import { consumerFixtures } from '../testing/consumer-fixtures.ts'
import { refused } from '../testing/refused.ts'
import type { TestContext } from '../testing/stores.ts'
import { toldCounter } from '../testing/told-counter.ts'
import { resetQuota } from './quota/reset.ts'
import { myQuotaState } from './quota-state/mine.ts'
import { quotaStateOfApplication } from './quota-state/of-application.ts'
import { quotaStateOfSubscription } from './quota-state/of-subscription.ts'
import { resetSubscriptionQuota } from './subscription/reset-quota.ts'

const perDay = { metric: 'requests', limit: 100, count: 1, unit: 'day' } as const
const perHour = { metric: 'total-tokens', limit: 1_000, count: 1, unit: 'hour' } as const

/** alice's team's application is subscribed on a plan with two limits. */
async function subscribed(t: TestContext) {
  const fixtures = await consumerFixtures(t)
  const { admin, shared, api, planId, services, reader, put } = fixtures
  const plan = await reader.get('plan', planId)
  assert.ok(plan)
  const { actor, store } = admin
  const context = { organisationId: 'org_a', actor: actor.audit, verb: 'test', from: 'test', requestId: null }
  await store.change(context, (writer) => writer.update('plan', plan, { limits: [perDay, perHour] }))
  const subscription = await put('subscription', {
    ...{ applicationId: shared.id, apiId: api.id, planId, state: 'active', overrides: null, managedBy: null },
    quotaResetAt: null,
  } as const)
  const { id } = subscription
  const tell = (gatewayId: string, changes: Partial<ToldCounter>, organisationId = 'org_a') => {
    const at = Date.now()
    const counter = toldCounter({ id: `${id} requests 1 day`, ownerId: id, at, resetsAt: at + 60_000, ...changes })
    services.liveCounters.note({ organisationId, gatewayId }, { counting: 'alone', counters: [counter] })
  }
  return { fixtures, id, tell, subscription, context }
}

const amounts = (items: Awaited<ReturnType<typeof myQuotaState>>) =>
  items.map(({ row, limit, standing }) => [row?.metric, limit, standing?.used ?? null, standing?.reserved ?? null])

test('a limit stands as gateways said last, whether it is written yet or not, and one that nothing used at nothing', async (t) => {
  const { fixtures, id, tell } = await subscribed(t)
  const { alice, services } = fixtures
  const state = () => quotaStateOfSubscription(alice.verb, id)
  const unused = ['total-tokens', 1_000, null, null]
  assert.deepEqual(amounts(await state()), [['requests', 100, null, null], unused])
  tell('gw_1', { used: 40, reserved: 2 })
  tell('gw_2', { used: 5 })
  tell('gw_1', { used: 99 }, 'org_b')
  assert.deepEqual(amounts(await state()), [['requests', 100, 45, 2], unused])
  await services.liveCounters.keep(async () => {})
  assert.deepEqual(amounts(await state()), [['requests', 100, 45, 2], unused])
  tell('gw_1', { used: 41 })
  tell('gw_1', { used: 1, at: 5 })
  for (const read of [quotaStateOfApplication(alice.verb, fixtures.shared.id), myQuotaState(alice.verb)])
    assert.deepEqual(amounts(await read), [['requests', 100, 46, 0], unused])
})

test('a raise shows the raised limit, with what was used before it', async (t) => {
  const { fixtures, id, tell, subscription, context } = await subscribed(t)
  tell('gw_1', { used: 40 })
  const overrides = { limits: [{ ...perDay, limit: 500 }], outputTokensMax: null, endsAt: null }
  await fixtures.services.store.change(context, (writer) => writer.update('subscription', subscription, { overrides }))
  assert.deepEqual(amounts(await quotaStateOfSubscription(fixtures.alice.verb, id)), [['requests', 500, 40, 0]])
})

test('who may not see the application or look after the API sees nothing of it', async (t) => {
  const { fixtures, id } = await subscribed(t)
  const { bob, carol, api, shared, verbAs } = fixtures
  assert.equal((await quotaStateOfSubscription(bob.verb, id)).length, 2)
  assert.equal((await quotaStateOfSubscription(verbAs(onApi(api.id)), id)).length, 2)
  await refused(quotaStateOfSubscription(carol.verb, id), 'not-found', /no subscription/)
  await refused(quotaStateOfApplication(carol.verb, shared.id), 'not-found', /no application/)
  await refused(quotaStateOfSubscription(verbAs('admin', { organisationId: 'org_b' }), id), 'not-found', /no subsc/)
  assert.deepEqual(await myQuotaState(carol.verb), [])
})

test('the routes of quota states answer as their schemas say', async (t) => {
  const { fixtures, id, tell } = await subscribed(t)
  tell('gw_1', { used: 33, reserved: 2 })
  for (const { operationId, run, answer } of quotaStateRoutes) {
    const params = { id: operationId === 'getSubscriptionQuotaState' ? id : fixtures.shared.id }
    const view = (await run(fixtures.alice.verb, { params, query: {}, body: {} })) as { items: object[] }
    assert.deepEqual(answer?.parse(view), view, operationId)
    const { asOf, resetsAt, ...shown } = view.items[0] as Record<string, unknown>
    assert.ok(typeof asOf === 'string' && typeof resetsAt === 'string')
    assert.deepEqual(shown, {
      ...{ scope: 'plan', ownerId: id, ownerName: 'AIGold', subject: '' },
      subjectName: 'payments-bot at OpenAI API/1.0',
      ...{ metric: 'requests', per: 'day', window: 'calendar', timeZone: null, isSoft: false },
      ...{ limit: 100, used: 33, reserved: 2, remaining: 65, usedPercent: 33 },
    } satisfies Partial<Record<string, unknown>>)
    assert.equal((view.items[1] as { asOf: unknown }).asOf, null)
  }
})

test('quotas are shown to whom they count, with the share of each, and begin anew when they were given back', async (t) => {
  const { fixtures, subscription } = await subscribed(t)
  const { admin, alice, carol, shared, put, services } = fixtures
  const limits = { limits: [{ ...perDay, limit: 10 }], concurrencyMax: null, stopOnQuotaReach: false, warnAt: [] }
  const quotaOf = (name: string, scope: 'person' | 'application', subject: string | null) =>
    put('quota', { name, scope, subject, ...limits, resetAt: null, managedBy: null })
  const each = await quotaOf('each person', 'person', null)
  await quotaOf('of Carol', 'person', carol.person.email)
  await quotaOf('of the bot', 'application', shared.id)
  const at = Date.now()
  const now = { at, resetsAt: at + 60_000 }
  const told = { ownerId: each.id, subject: alice.person.email, scope: 'person', used: 4, ...now } as const
  const reporter = { organisationId: 'org_a', gatewayId: 'gw_1' }
  services.liveCounters.note(reporter, { counting: 'alone', counters: [toldCounter({ id: 'q', ...told })] })
  const shown = async (work: ReturnType<typeof myQuotaState>) =>
    (await work)
      .filter(({ owner }) => owner.scope !== 'plan')
      .map(({ owner, row, standing }) => [owner.ownerName, owner.subjectName, row?.isSoft, standing?.used])
  assert.deepEqual((await shown(myQuotaState(alice.verb))).sort(), [
    ['each person', alice.person.email, true, 4],
    ['of the bot', shared.name, true, undefined],
  ])
  assert.deepEqual((await shown(quotaStateOfApplication(alice.verb, shared.id))).sort(), [
    ['of the bot', shared.name, true, undefined],
  ])
  await resetQuota(admin, each.id)
  const [anew] = (await shown(myQuotaState(carol.verb))).sort()
  assert.deepEqual(anew, ['each person', carol.person.email, true, undefined])
  const again = await shown(myQuotaState(alice.verb))
  assert.deepEqual(again.find(([name]) => name === 'each person')?.[3], undefined)
  const given = await resetSubscriptionQuota(admin, subscription.id)
  const [plan] = await quotaStateOfSubscription(alice.verb, subscription.id)
  assert.equal(plan?.owner.resetAt, given.quotaResetAt)
})
