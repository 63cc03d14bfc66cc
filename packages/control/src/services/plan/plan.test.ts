import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planCreateSchema, planSchema, planUpdateSchema } from '@tollgate/contract/resources/plan'
import { wso2PolicySchema } from '@tollgate/contract/resources/wso2-policy'
import { planRoutes } from '../../http/resources/plans.ts'
import { refused } from '../../testing/refused.ts'
import { testServices } from '../../testing/test-services.ts'
import { createPlan } from './create.ts'
import { importWso2Policy } from './import-wso2.ts'
import { updatePlan } from './update.ts'

test('createPlan: what is not said is as everybody expects; nothing, zero and no limit are three things', async (t) => {
  const { verbAs } = await testServices(t)
  const plan = await createPlan(verbAs('admin'), planCreateSchema.parse({ name: 'Free' }))
  assert.deepEqual([plan.limits, plan.concurrencyMax], [[], null])
  assert.deepEqual([plan.stopOnQuotaReach, plan.warnAt], [true, [50, 80, 100]])
  const none = planCreateSchema.parse({ name: 'None', limits: [{ metric: 'requests', limit: 0, per: 'day' }] })
  assert.deepEqual((await createPlan(verbAs('admin'), none)).limits, [
    { metric: 'requests', limit: 0, count: 1, unit: 'day' },
  ])
})

test('updatePlan: changes one field and leaves the others, and the view says it as it was written', async (t) => {
  const { verbAs } = await testServices(t)
  const admin = verbAs('admin')
  const limits = [{ metric: 'cost', limit: 0.25, per: 'month', timeZone: 'Europe/Berlin' }]
  const input = planCreateSchema.parse({ name: 'Paid', limits, concurrency: 4, warnAt: [90, 10] })
  const { id } = await createPlan(admin, input)
  const changed = await updatePlan(admin, { id, changes: planUpdateSchema.parse({ stopOnQuotaReach: false }) })
  assert.deepEqual([changed.concurrencyMax, changed.stopOnQuotaReach, changed.warnAt], [4, false, [10, 90]])
  const get = planRoutes.find(({ operationId }) => operationId === 'getPlan')
  const view = planSchema.parse(await get?.run(admin, { params: { id }, query: {}, body: {} }))
  assert.deepEqual(view.limits, limits)
  assert.deepEqual([view.concurrency, view.stopOnQuotaReach, view.warnAt], [4, false, [10, 90]])
  assert.equal((await updatePlan(admin, { id, changes: { concurrency: null } })).concurrencyMax, null)
})

test('a plan has few enough limits for one call, and none twice', () => {
  const limit = (days: number) => ({ metric: 'requests', limit: 1, per: `${days} days` })
  const reasons = (limits: object[]) =>
    planCreateSchema.safeParse({ name: 'P', limits }).error?.issues.map(({ message }) => message)
  assert.match(String(reasons([1, 2, 3, 4, 5, 6, 7, 8, 9].map(limit))), /<=8|at most 8/)
  assert.match(String(reasons([limit(1), limit(2), limit(1)])), /limits what limits\[0\] limits already/)
  assert.match(String(reasons([{ metric: 'cost', limit: 0.000_000_1, per: 'day' }])), /millionth/)
})

const policy = {
  policyName: 'AIGold',
  description: 'Gold',
  defaultLimit: {
    type: 'AIAPIQUOTALIMIT',
    aiApiQuota: {
      ...{ requestCount: 5_000, totalTokenCount: 300_000, promptTokenCount: null, completionTokenCount: 0 },
      ...{ timeUnit: 'years', unitTime: 2 },
    },
  },
  stopOnQuotaReach: false,
  billingPlan: 'FREE',
  customAttributes: [],
  permissions: { permissionType: null, roles: [] },
  ...{ subscriberCount: 0, rateLimitCount: 0 },
}

test('importWso2Policy: a policy as WSO2 has it becomes a plan', async (t) => {
  const { verbAs } = await testServices(t)
  const { limits, ...plan } = await importWso2Policy(verbAs('admin'), wso2PolicySchema.parse(policy))
  assert.deepEqual([plan.name, plan.description, plan.stopOnQuotaReach], ['AIGold', 'Gold', false])
  const twoYears = { count: 24, unit: 'month' }
  assert.deepEqual(limits, [
    { metric: 'requests', limit: 5_000, ...twoYears },
    { metric: 'total-tokens', limit: 300_000, ...twoYears },
    { metric: 'output-tokens', limit: 0, ...twoYears },
  ])
})

test('importWso2Policy: bursts are taken over, roles are refused, and so is who may not', async (t) => {
  const { verbAs } = await testServices(t)
  const burst = wso2PolicySchema.parse({ ...policy, rateLimitCount: 7, rateLimitTimeUnit: 'sec' })
  const { limits } = await importWso2Policy(verbAs('admin'), burst)
  assert.deepEqual(limits.at(-1), { metric: 'requests', limit: 7, count: 1, unit: 'second' })
  const permissions = { permissionType: 'ALLOW', roles: ['Internal/gold'] }
  const closed = wso2PolicySchema.parse({ ...policy, policyName: 'Closed', permissions })
  await refused(importWso2Policy(verbAs('admin'), closed), 'invalid', /Internal\/gold.*audienceTeamIds/)
  await refused(importWso2Policy(verbAs('developer'), burst), 'forbidden', /plans:manage/)
})
