import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planSimulationCreateSchema } from '@tollgate/contract/resources/plan-simulation'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { type Callers, randomRecords } from '../../analytics/testing/random-records.ts'
import { planRoutes } from '../../http/resources/plans.ts'
import { consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import type { TestContext } from '../../testing/stores.ts'
import { simulatePlan } from './simulate-plan.ts'

const now = Date.UTC(2026, 10, 23, 12, 30)
const dayMs = 86_400_000
const perDay = (limit: number) => [{ metric: 'requests', limit, per: 'day' }]
const asked = (input: object) => planSimulationCreateSchema.parse(input)

/** Answered calls of two applications at two APIs in the last three days, in the order in which they came; and one of another organisation. */
async function usage(t: TestContext) {
  const fixtures = await consumerFixtures(t, { now: () => now })
  const { analytics } = fixtures.services
  const { shared, alice, api, publish, planId, reader } = fixtures
  const other = await publish('Other')
  const plan = (await reader.get('plan', planId))?.name ?? ''
  const callers: Callers = {
    applications: [shared, alice.personal].map(({ id, name }) => ({ id, name, team: null })),
    apis: [api, other],
    people: [alice.person.email],
  }
  const records = randomRecords(300, { seed: 5, from: now - 3 * dayMs, to: now, callers })
    .filter(({ usage: { source }, outcome }) => source === 'provider' && outcome === 'answered')
    .map((record, index) => underSubscription(record, index % 2 === 0 ? plan : 'Another'))
    .toSorted((one, another) => one.at - another.at)
  await analytics.ingest(records, { organisationId: 'org_a', gatewayId: 'gw_1' })
  const [first] = records
  assert.ok(first !== undefined && records.length > 100)
  await analytics.ingest([{ ...first, id: 'elsewhere' }], { organisationId: 'org_b', gatewayId: 'gw_2' })
  return { ...fixtures, records, other, plan }
}

function underSubscription(record: UsageRecord, plan: string): UsageRecord {
  const { caller, api } = record
  return { ...record, caller: { ...caller, plan, subscriptionId: `${caller.applicationId} ${api.id}` } }
}

/** Of each subscription's calls of a day, those beyond the limit. */
function beyond(records: readonly UsageRecord[], limit: number): number {
  const counts = new Map<string, number>()
  for (const { at, caller } of records) {
    const key = `${caller.subscriptionId} ${new Date(at).toISOString().slice(0, 10)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts.values()].reduce((sum, count) => sum + Math.max(0, count - limit), 0)
}

test('simulatePlan refuses of the recorded calls what is beyond the limits, and nobody else sees them', async (t) => {
  const { admin, records } = await usage(t)
  const { simulation, isCut } = await simulatePlan(admin, asked({ limits: perDay(7) }))
  assert.equal(simulation.calls, records.length)
  assert.equal(simulation.refused, beyond(records, 7))
  assert.ok(simulation.refused > 10)
  assert.equal(simulation.subscriptions.length, 4)
  assert.match(String(simulation.subscriptions[0]?.firstRefusal), /all 7 requests per day are used up/)
  assert.equal(isCut, false)
  const soft = await simulatePlan(admin, asked({ limits: perDay(7), stopOnQuotaReach: false }))
  assert.equal(soft.simulation.refused, 0)
  const passed = soft.simulation.subscriptions.flatMap(({ limits }) => limits).map(({ passedBeyond }) => passedBeyond)
  assert.equal(
    passed.reduce((sum, count) => sum + count, 0),
    simulation.refused,
  )
})

test('simulatePlan plays the calls of one plan, API, application and time', async (t) => {
  const { admin, records, planId, plan, other, shared } = await usage(t)
  const calls = async (filter: object) => (await simulatePlan(admin, asked({ limits: [], ...filter }))).simulation.calls
  const meant = (is: (record: UsageRecord) => boolean) => records.filter(is).length
  assert.equal(
    await calls({ planId }),
    meant(({ caller }) => caller.plan === plan),
  )
  assert.equal(
    await calls({ apiId: other.id }),
    meant(({ api }) => api.id === other.id),
  )
  assert.equal(
    await calls({ applicationId: shared.id }),
    meant(({ caller }) => caller.applicationId === shared.id),
  )
  assert.equal(
    await calls({ days: 1 }),
    meant(({ at }) => at >= now - dayMs),
  )
  await refused(calls({ planId: 'plan_of_nobody' }), 'invalid', /planId names no plan/)
})

test('simulatePlan plays the newest calls where there are more than it may, and says from when on', async (t) => {
  const { admin, records } = await usage(t)
  const played = await simulatePlan(admin, asked({ limits: [] }), 21)
  // One of the newest 21 is of the other organisation.
  assert.deepEqual([played.isCut, played.simulation.calls], [true, 20])
  assert.equal(played.from, records.at(-20)?.at)
})

test('simulatePlan is for those who may change plans', async (t) => {
  const { verbAs, alice } = await usage(t)
  for (const verb of [alice.verb, verbAs('viewer')])
    await refused(simulatePlan(verb, asked({ limits: perDay(1) })), 'forbidden', /plans:manage/)
  assert.ok((await simulatePlan(verbAs('publisher'), asked({ limits: perDay(1) }))).simulation.refused > 0)
})

test('POST /plans/simulate says amounts of money in dollars, and limits as they are written', async (t) => {
  const { admin } = await usage(t)
  const route = planRoutes.find(({ operationId }) => operationId === 'simulatePlan')
  const body = asked({ limits: [{ metric: 'cost', limit: 0.5, per: '2 days' }], concurrency: 3 })
  const answer = route?.answer?.parse(await route.run(admin, { params: {}, query: {}, body }))
  const { subscriptions } = answer as { subscriptions: { limits: { metric: string; per: string | null }[] }[] }
  assert.deepEqual(
    subscriptions[0]?.limits.map(({ metric, per }) => [metric, per]),
    [
      ['cost', '2 days'],
      ['concurrency', null],
    ],
  )
  assert.equal((subscriptions[0]?.limits[0] as { limit?: number } | undefined)?.limit, 0.5)
})
