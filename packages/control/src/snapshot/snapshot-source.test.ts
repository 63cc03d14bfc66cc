import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { quotaCreateSchema } from '@tollgate/contract/resources/quota'
import { packedSubscriptionSchema, type Row, rowSchema, unpackSubscription } from '@tollgate/contract/snapshot'
import { pino } from 'pino'
import { z } from 'zod'
import { systemActor } from '../access/actor.ts'
import { createPolicyCatalogue } from '../config/policy-catalogue.ts'
import { readConfig } from '../config/read-config.ts'
import { applyConfiguration } from '../configuration/apply-configuration.ts'
import { emptyPriceBook } from '../prices/price-book.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { createDenyRule } from '../services/deny-rule/create.ts'
import { updateDenyRule } from '../services/deny-rule/update.ts'
import { createModel } from '../services/model/create.ts'
import { removePlan } from '../services/plan/remove.ts'
import { createQuota } from '../services/quota/create.ts'
import { removeQuota } from '../services/quota/remove.ts'
import { resetQuota } from '../services/quota/reset.ts'
import { overrideLimits } from '../services/subscription/override-limits.ts'
import { resetSubscriptionQuota } from '../services/subscription/reset-quota.ts'
import { apiFixtures } from '../testing/api-fixtures.ts'
import type { TestContext } from '../testing/stores.ts'
import { wordCountPolicy } from '../testing/word-count-policy.ts'
import { overridesPlanId } from './compile-rows.ts'
import { isFor, type PlacedRow } from './placed-row.ts'
import { SnapshotPublisher } from './publish.ts'
import { SnapshotSource } from './snapshot-source.ts'

const demo = { url: 'http://127.0.0.1:4999/v1', credential: 'demo-credential' }
const environment = {
  OPENAI_API_KEY: 'sk-provider',
  BASIC: 'Basic dXNlcjpwYXNz',
  PAYMENTS_KEY: 'imported-key-of-some-length-12345678',
}
const policies = createPolicyCatalogue([{ ...wordCountPolicy(), config: z.object({ max: z.int().default(1) }) }])
const log = pino({ level: 'silent' })

/** A document as the store and then a gateway have it. */
async function setUp(t: TestContext, name: string) {
  const fixtures = await apiFixtures(t, { policies, pepper: '5a'.repeat(32), allowPrivateUpstreams: false })
  const { services, environmentId } = fixtures
  // It has the name of one in a document, and an id of its own.
  await removePlan(fixtures.admin, fixtures.planId)
  const file = join(import.meta.dirname, 'fixtures', `${name}.yaml`)
  const read = readConfig(file, { environment, policies, allowPrivateUpstreams: false })
  if (!read.ok) throw new Error(read.message)
  const actor = systemActor('org_a', { kind: 'file', name: file, from: file })
  const verb = { ...services, actor, expectedRevision: undefined }
  const { config: document, secrets } = read.value
  await applyConfiguration(verb, { document, secrets, prune: true, dryRun: false })
  const { store, vault, pepper } = services
  const source = new SnapshotSource({ store, vault, pepper, demo, log, priceBook: emptyPriceBook })
  const place = { organisationId: 'org_a', environmentId }
  const publish = async () => {
    const publisher = new SnapshotPublisher()
    const { rows, subscriptions } = await source.everything()
    publisher.replace(rows, await store.version(), subscriptions)
    return publisher
  }
  const rowsOf = async () => {
    const publisher = await publish()
    const placed = [...publisher.rows()].filter((row) => isFor(row, place))
    const rows = placed.map(readRow)
    return rows.sort((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1))
  }
  return { ...fixtures, verb, document, secrets, source, place, publish, rowsOf }
}

function readRow({ kind, json }: PlacedRow): Row {
  const read: unknown = JSON.parse(json)
  return kind === 'subscription' ? unpackSubscription(packedSubscriptionSchema.parse(read)) : rowSchema.parse(read)
}

for (const name of ['starter', 'everything']) {
  test(`the document ${name}.yaml becomes the rows of ${name}.json`, async (t) => {
    const { rowsOf } = await setUp(t, name)
    const golden = join(import.meta.dirname, 'fixtures', `${name}.json`)
    const rows = await rowsOf()
    // For whoever changed the rows on purpose: write them, and read the difference.
    if (process.argv.includes('--update-golden')) writeFileSync(golden, `${JSON.stringify(rows, null, 2)}\n`)
    assert.deepEqual(rows, JSON.parse(readFileSync(golden, 'utf8')))
  })

  test(`the document ${name}.yaml applied again changes nothing`, async (t) => {
    const { verb, document, secrets, services } = await setUp(t, name)
    const version = await services.store.version()
    const again = await applyConfiguration(verb, { document, secrets, prune: true, dryRun: false })
    assert.deepEqual(again, { applied: false, changes: [] })
    assert.equal(await services.store.version(), version)
  })
}

test('a change of nothing but a reference is told by names, and made', async (t) => {
  const { verb, document, secrets } = await setUp(t, 'starter')
  const [application] = document.applications
  assert.ok(application)
  const next = {
    ...document,
    apis: document.apis.map((api) => ({ ...api, plans: ['Unlimited'] })),
    applications: [{ ...application, subscriptions: [{ api: 'OpenAI API/2.3.0', plan: 'Unlimited', blocked: false }] }],
  }
  const said = await applyConfiguration(verb, { document: next, secrets, prune: true, dryRun: true })
  assert.deepEqual(
    said.changes.map(({ kind, fields }) => [kind, ...fields]),
    [
      ['API', { field: 'plans', before: ['AIGold', 'Unlimited'], after: ['Unlimited'] }],
      ['subscription', { field: 'plan', before: 'AIGold', after: 'Unlimited' }],
    ],
  )
  const made = await applyConfiguration(verb, { document: next, secrets, prune: true, dryRun: false })
  assert.deepEqual([made.applied, made.changes.length], [true, 2])
})

test('an imported key has the digest that the gateway will compute', async (t) => {
  const { rowsOf, services } = await setUp(t, 'everything')
  const key = (await rowsOf()).find((row) => row.kind === 'key' && row.name === 'laptop')
  assert.equal(key?.kind === 'key' && key.digest, keyDigest(services.pepper, environment.PAYMENTS_KEY))
})

test('changes that follow one another make the same rows as reading everything', async (t) => {
  const { services, source, place, publish, document, verb, secrets } = await setUp(t, 'everything')
  const { store } = services
  const publisher = await publish()
  const [application] = document.applications
  const documents = [
    { ...document, applications: [] },
    document,
    { ...document, plans: document.plans.map((plan) => ({ ...plan, limits: [] })) },
    { ...document, apis: document.apis.map((api) => ({ ...api, state: 'blocked' as const, policies: [] })) },
    { ...document, apis: document.apis.slice(0, 1), applications: [{ ...application, subscriptions: [] }] },
  ]
  for (const next of documents) {
    const before = publisher.version
    await applyConfiguration(verb, { document: next as typeof document, secrets, prune: true, dryRun: false })
    const touched = await store.touchedAfter(before)
    assert.ok(touched)
    publisher.apply(await source.changeOf(touched), await store.version())
    const fresh = await publish()
    const textsOf = (rows: SnapshotPublisher) =>
      [...rows.rows()].flatMap((row) => (isFor(row, place) ? `${row.kind} ${row.json}` : [])).sort()
    assert.deepEqual(textsOf(publisher), textsOf(fresh))
  }
})

test('quotas, deny rules and what was given back reach gateways, change by change', async (t) => {
  const { services, source, place, publish, admin, reader } = await setUp(t, 'everything')
  const { store } = services
  const publisher = await publish()
  const [subscription] = await reader.find('subscription', { state: 'active' })
  const [application] = await reader.find('application', {})
  assert.ok(subscription && application)
  const follow = async () => {
    const touched = await store.touchedAfter(publisher.version)
    assert.ok(touched)
    publisher.apply(await source.changeOf(touched), await store.version())
    const texts = (rows: SnapshotPublisher) => [...rows.rows()].filter((row) => isFor(row, place))
    const fresh = await publish()
    const sorted = (rows: SnapshotPublisher) =>
      texts(rows)
        .map(({ kind, json }) => `${kind} ${json}`)
        .sort()
    assert.deepEqual(sorted(publisher), sorted(fresh))
    return texts(publisher).map(readRow)
  }
  const rowsOf = async (kind: Row['kind']) => (await follow()).filter((row) => row.kind === kind)

  const limits = [{ metric: 'cost' as const, limit: 2.5, per: 'day' }]
  const input = quotaCreateSchema.parse({ name: 'budget', scope: 'organisation', limits, stopOnQuotaReach: false })
  const quota = await createQuota(admin, input)
  const row = {
    ...{ kind: 'quota', id: quota.id, name: 'budget', scope: 'organisation', subject: null, concurrencyMax: null },
    limits: [{ metric: 'cost', limit: 2_500_000, count: 1, unit: 'day', isSoft: true }],
  }
  assert.deepEqual(await rowsOf('quota'), [{ ...row, resetAt: null }])
  const { resetAt } = await resetQuota(admin, quota.id)
  assert.deepEqual(await rowsOf('quota'), [{ ...row, resetAt }])
  await removeQuota(admin, quota.id)
  assert.deepEqual(await rowsOf('quota'), [])

  const parts = { apiId: null, applicationId: application.id, person: null, addresses: ['192.0.2.0/24'] }
  const rule = await createDenyRule(admin, { name: 'no', ...parts, isInverted: false, isEnabled: true })
  const denied = { kind: 'deny-rule', id: rule.id, name: 'no', ...parts, isInverted: false }
  assert.deepEqual(await rowsOf('deny-rule'), [denied])
  await updateDenyRule(admin, { id: rule.id, changes: { isEnabled: false } })
  assert.deepEqual(await rowsOf('deny-rule'), [])

  const { quotaResetAt } = await resetSubscriptionQuota(admin, subscription.id)
  const given = (await rowsOf('subscription')).find(({ id }) => id === subscription.id)
  assert.equal(given?.kind === 'subscription' && given.resetAt, quotaResetAt)
  const overrides = { limits: [], concurrency: 3, outputCap: null, endsAt: null }
  await overrideLimits(admin, { id: subscription.id, overrides })
  const own = (await rowsOf('plan')).find((one) => one.id === overridesPlanId(subscription.id))
  assert.equal(own?.kind === 'plan' && own.concurrencyMax, 3)
})

test('a model that is kept for certain plans changes the rows of the APIs of its provider, and of no other', async (t) => {
  const { services, source, admin, rowsOf } = await setUp(t, 'everything')
  const { store } = services
  const [provider] = await store.read('org_a').find('provider', { name: 'openai' })
  const [plan] = await store.read('org_a').find('plan', { name: 'Odd' })
  assert.ok(provider && plan)
  const before = await store.version()
  const fields = { alias: null, displayName: undefined, contextWindow: null, prices: [], planIds: [plan.id] }
  await createModel(admin, { providerId: provider.id, model: 'gpt-5.4', ...fields })
  const touched = await store.touchedAfter(before)
  assert.ok(touched)
  const { upserts } = await source.changeOf(touched)
  const restricted = [{ model: 'gpt-5.4', planIds: [plan.id] }]
  assert.ok(upserts.some(({ json }) => json.includes(JSON.stringify(restricted))))
  const apis = (await rowsOf()).filter((row) => row.kind === 'api')
  assert.deepEqual(apis.map(({ provider: { name }, restrictedModels }) => [name, restrictedModels]).sort(), [
    ['on-premises', []],
    ['openai', restricted],
  ])
})
