import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dimensions, type UsageTotals } from '../../analytics/analytics-store.ts'
import { dimensionValues } from '../../analytics/dimension-values.ts'
import { factsOf } from '../../analytics/facts-of.ts'
import { addUp } from '../../analytics/testing/add-up.ts'
import { type Callers, randomRecords } from '../../analytics/testing/random-records.ts'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import { InvalidCursor } from '../../storage/store.ts'
import { consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import type { TestContext } from '../../testing/stores.ts'
import type { Verb } from '../verb.ts'
import { usageBreakdown } from './breakdown.ts'
import { usageConversation } from './conversation.ts'
import { usageConversations } from './conversations.ts'
import { usageExchange } from './exchange.ts'
import { exportRequests } from './export-requests.ts'
import { guardrailHits } from './guardrails.ts'
import { usageOutcomes } from './outcomes.ts'
import { usageRequests } from './requests.ts'
import { usageSeries } from './series.ts'
import { usageTotals } from './totals.ts'

const now = Date.UTC(2026, 10, 23, 12, 30)
const day = 86_400_000
const period = { from: new Date(now - 3 * day).toISOString(), to: new Date(now).toISOString() }
const source = { organisationId: 'org_a', gatewayId: 'gw_1' }

/** Random calls of real applications, kept and as facts. */
async function usage(t: TestContext, seed = 1) {
  const fixtures = await consumerFixtures(t, { now: () => now })
  const { analytics } = fixtures.services
  const { shared, alice, bob, carol, api, publish } = fixtures
  const other = await publish('Other')
  const callers: Callers = {
    applications: [shared, alice.personal, carol.personal].map(({ id, name }) => ({ id, name, team: null })),
    apis: [api, other],
    people: [alice.person.email, bob.person.email, null],
  }
  const records = randomRecords(300, { seed, from: now - 3 * day + 3_600_000, to: now, callers })
  await analytics.ingest(records, source)
  const facts = records.map((record) => factsOf(record, source))
  return { ...fixtures, facts, other }
}

for (const seed of [1, 2, 3])
  test(`sums over any breakdown, over hours and over days are the totals, and those of the records (seed ${seed})`, async (t) => {
    const { admin, facts } = await usage(t, seed)
    const wanted = addUp(facts)
    assert.ok(wanted.cancelled > 0 && wanted.refused > 0 && wanted.unpricedCalls > 0)
    const { totals } = await usageTotals(admin, period)
    assert.deepEqual(totals, wanted)
    for (const by of dimensions)
      for (const limit of [2, 1_000]) {
        const breakdown = await usageBreakdown(admin, { ...period, by, order: 'calls', limit })
        assert.deepEqual(sum(breakdown.rows), wanted, `${by}, ${limit} rows`)
        assert.deepEqual(breakdown.totals, wanted)
      }
    for (const per of ['hour', 'day'] as const)
      assert.deepEqual(sum((await usageSeries(admin, { ...period, per })).items), wanted, per)
    const logged: UsageFacts[] = []
    for await (const page of await exportRequests(admin, period)) logged.push(...page)
    assert.deepEqual(addUp(logged), wanted)
  })

test('filters of one dimension are alternatives, those of several hold together, an empty one is none', async (t) => {
  const { admin, facts, api, shared } = await usage(t)
  const count = async (filters: object) => (await usageTotals(admin, { ...period, ...filters })).totals.calls
  const meant = (is: (one: UsageFacts) => boolean) => facts.filter(is).length
  assert.equal(
    await count({ model: ['gpt-5.4', 'house-1'], team: [''] }),
    meant(({ model }) => model === 'gpt-5.4' || model === 'house-1'),
  )
  assert.equal(
    await count({ person: [''] }),
    meant(({ person }) => person === null),
  )
  assert.equal(
    await count({ application: [shared.name] }),
    meant(({ applicationId }) => applicationId === shared.id),
  )
  for (const text of [api.id, api.name, `${api.name}/${api.version}`])
    assert.equal(
      await count({ api: [text] }),
      meant(({ apiId }) => apiId === api.id),
    )
  assert.equal(await count({ application: ['nobody'] }), 0)
  assert.equal(await count({ repository: ["' OR 1=1"], agent: ['codex_exec'] }), 0)
})

test('a time that ends before it begins, and more than can be shown, are refused by field', async (t) => {
  const { admin } = await usage(t)
  await refused(usageTotals(admin, { from: period.to, to: period.from }), 'invalid', /^from has to be before/)
  await refused(usageTotals(admin, { from: '1970-01-01' }), 'invalid', /^from is more than 1100 days/)
  await refused(usageSeries(admin, { from: '2026-01-01', per: 'hour' }), 'invalid', /^per cannot be/)
})

test('a developer sees calls of their own and their teams’ applications, and those in their own name', async (t) => {
  const { alice, bob, carol, shared, facts, admin, verbAs } = await usage(t)
  const own = (person: string, applications: readonly string[]) => (one: UsageFacts) =>
    one.person === person || applications.includes(one.applicationId)
  await sees(alice.verb, facts, own(alice.person.email, [shared.id, alice.personal.id]))
  await sees(bob.verb, facts, own(bob.person.email, [shared.id, bob.personal.id]))
  await sees(carol.verb, facts, own(carol.person.email, [carol.personal.id]))
  await sees(admin, facts, () => true)
  await sees(verbAs('viewer'), facts, () => true)
})

test('a publisher of one API sees its calls, a team’s viewer those of the team, and who has no role is refused', async (t) => {
  const { api, other, shared, teamId, facts, verbAs } = await usage(t)
  const of = verbAs([{ role: 'publisher', scope: { kind: 'api', id: other.id } }])
  await sees(of, facts, ({ apiId }) => apiId === other.id)
  const ofTeam = verbAs([{ role: 'viewer', scope: { kind: 'team', id: teamId } }])
  await sees(
    ofTeam,
    facts,
    ({ applicationId, apiId }) => applicationId === shared.id || (api.ownerTeamId === teamId && apiId === api.id),
  )
  await refused(usageTotals(verbAs([]), period), 'forbidden', /usage:read/)
  await sees(verbAs('admin', { organisationId: 'org_b' }), facts, () => false)
})

test('a conversation is shown turn by turn, each call in it once', async (t) => {
  const { admin, facts, carol } = await usage(t)
  const { items } = await usageConversations(admin, { ...period, limit: 50 })
  assert.deepEqual(new Set(items.map(({ conversation }) => conversation)), new Set(['thread-1', 'thread-2']))
  const found = await usageConversation(admin, 'thread-1', period)
  const meant = facts.filter(({ conversation }) => conversation === 'thread-1')
  assert.equal(found.isWhole, true)
  assert.equal(found.turns.length, 3)
  assert.deepEqual(addUp(found.turns.flatMap(({ calls }) => calls)), addUp(meant))
  // What an agent says of its conversation is a claim: it has a row in each application.
  const rows = items.filter(({ conversation }) => conversation === 'thread-1')
  assert.equal(
    rows.reduce((sum, { cost }) => sum + cost, 0),
    addUp(meant).cost,
  )
  assert.ok((await usageConversation(carol.verb, 'thread-1', period)).calls.length < meant.length)
  await refused(usageConversation(admin, 'thread-9', period), 'not-found', /thread-9/)
})

test('pages of conversations are all of them, each once', async (t) => {
  const { admin } = await usage(t)
  const all = await usageConversations(admin, { ...period, limit: 50 })
  const paged: string[] = []
  let after: string | undefined
  do {
    const page = await usageConversations(admin, { ...period, limit: 1, after })
    paged.push(...page.items.map(({ conversation, application }) => `${conversation} ${application}`))
    after = page.next ?? undefined
  } while (after !== undefined)
  assert.deepEqual(
    paged,
    all.items.map(({ conversation, application }) => `${conversation} ${application}`),
  )
  await assert.rejects(usageConversations(admin, { limit: 1, after: "1' OR 1=1" }), InvalidCursor)
})

test('refusals, errors and hits are what the records say', async (t) => {
  const { admin, facts } = await usage(t)
  for (const outcome of ['refused', 'failed'] as const) {
    const report = await usageOutcomes(admin, { ...period, limit: 10 }, outcome)
    const meant = facts.filter((one) => one.outcome === outcome)
    assert.deepEqual([report.calls, report.count], [facts.length, meant.length])
    for (const rows of [report.byCode, report.byApplication, report.byApi, report.byModel])
      assert.deepEqual(sum(rows), addUp(meant))
  }
  const none = await usageOutcomes(admin, { ...period, limit: 10, outcome: ['answered'] }, 'refused')
  assert.deepEqual([none.count, none.byCode], [0, []])
  const hits = await guardrailHits(admin, period)
  assert.equal(hits.policyHits, addUp(facts).policyHits)
  assert.equal(
    hits.byPolicy.reduce((all, one) => all + one.hits, 0),
    hits.policyHits,
  )
})

test('the forecast is the month so far, and the last seven days for what is left', async (t) => {
  const { admin } = await consumerFixtures(t, { now: () => now })
  assert.equal((await usageTotals(admin, period)).forecast, null)
  const everyDay = randomRecords(22, { seed: 1, from: now, to: now }).map((record, index) => {
    return { ...record, at: now - 3_600_000 - index * day }
  })
  await admin.analytics.ingest(everyDay, source)
  const days = { from: '2026-11-20T12:00:00Z', to: '2026-11-23T12:00:00Z' }
  const { forecast, before, totals } = await usageTotals(admin, days)
  // A call a day: 22 that were, and 7 and a half days to go.
  assert.equal(forecast?.monthEndsAt, Date.UTC(2026, 11, 1))
  assert.equal(forecast?.calls, 29)
  assert.deepEqual([totals.calls, before.totals.calls], [3, 3])
})

/** By every way there is. */
async function sees(verb: Verb, facts: readonly UsageFacts[], is: (one: UsageFacts) => boolean): Promise<void> {
  const seen = facts.filter(is)
  assert.deepEqual((await usageTotals(verb, period)).totals, addUp(seen))
  for (const by of dimensions) {
    const { rows } = await usageBreakdown(verb, { ...period, by, order: 'cost', limit: 100 })
    const values = new Set(seen.map((one) => dimensionValues(one)[by]))
    assert.deepEqual(new Set(rows.map(({ value }) => value)), values, by)
  }
  const { items } = await usageRequests(verb, { ...period, limit: 1_000 })
  assert.deepEqual(idsOf(items), idsOf(seen))
  const hidden = facts.find((one) => !is(one))
  if (hidden !== undefined) await refused(usageExchange(verb, hidden.id), 'not-found', /There is no call/)
  const [first] = seen
  if (first !== undefined) assert.equal((await usageExchange(verb, first.id)).facts.id, first.id)
}

function idsOf(facts: readonly UsageFacts[]): string[] {
  return facts.map(({ id }) => id).sort()
}

function sum(rows: readonly UsageTotals[]): UsageTotals {
  const total: Record<string, number> = { ...addUp([]) }
  for (const row of rows)
    for (const name of Object.keys(total)) total[name] = (total[name] ?? 0) + Number(Reflect.get(row, name))
  return total as unknown as UsageTotals
}
