import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configFileSchema } from '@tollgate/contract/config-file'
import { getQuota } from '../services/quota/get.ts'
import { resetQuota } from '../services/quota/reset.ts'
import { apiFixtures } from '../testing/api-fixtures.ts'
import { applyConfiguration } from './apply-configuration.ts'
import { type Document, exportConfiguration } from './export-configuration.ts'

const perMonth = { metric: 'cost' as const, limit: 12.5, per: 'month', timeZone: 'Europe/Berlin' }
const soft = { concurrency: 3, stopOnQuotaReach: false, warnAt: [90] }
const everybody = { name: 'everybody', scope: 'person' as const, limits: [perMonth] }
const bot = { name: 'bot', scope: 'application' as const, subject: 'bot', ...soft }
const ofApi = { name: 'of API', scope: 'api' as const, subject: 'A/1', limits: [{ ...perMonth, timeZone: 'UTC' }] }
const lan = { name: 'lan', api: 'A/1', addresses: ['10.0.0.0/8'], inverted: true }
const off = { name: 'off', application: 'bot', enabled: false }

const document = {
  providers: [{ name: 'house', type: 'openai' as const }],
  plans: [{ name: 'Soft', ...soft, limits: [perMonth] }],
  apis: [
    {
      ...{ name: 'A', context: '/a', version: '1', provider: 'house', plans: ['Soft'] },
      endpoints: { production: { url: 'https://api.openai.com' } },
      ...{ unpricedModels: 'pass' as const, whenCountersAreAway: 'pass' as const, state: 'published' as const },
      stripAgentMetadata: true,
    },
  ],
  applications: [{ name: 'bot' }],
  quotas: [everybody, bot, ofApi],
  denyRules: [lan, off],
} satisfies Document

/** What is made in one millisecond has no order. */
function byName<T extends { readonly name: string }>(list: readonly T[] = []): T[] {
  return list.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

async function setUp(...[t]: Parameters<typeof apiFixtures>) {
  const fixtures = await apiFixtures(t)
  const apply = (next: Document, prune = false) =>
    applyConfiguration(fixtures.admin, {
      ...{ document: configFileSchema.parse(next), secrets: new Map(), prune, dryRun: false },
    })
  return { ...fixtures, apply }
}

test('a document declares quotas, deny rules and what plans and APIs say of limits; an export says the same', async (t) => {
  const { apply, admin } = await setUp(t)
  await apply(document, true)
  const exported = await exportConfiguration(admin)
  assert.deepEqual(byName(exported.quotas), byName(document.quotas))
  assert.deepEqual(byName(exported.denyRules), byName(document.denyRules))
  assert.deepEqual(exported.plans, document.plans)
  const [api] = exported.apis ?? []
  assert.deepEqual([api?.unpricedModels, api?.whenCountersAreAway], ['pass', 'pass'])
  assert.equal(api?.stripAgentMetadata, true)
  assert.deepEqual(await apply(exported, true), { applied: false, changes: [] })
})

test('what a quota has used survives its file, unless it is for somebody else; what is named no more goes', async (t) => {
  const { apply, admin, reader } = await setUp(t)
  await apply(document)
  const [before] = await reader.find('quota', { name: 'bot' })
  assert.ok(before)
  await resetQuota(admin, before.id)
  const changed = { ...bot, concurrency: 4 }
  const said = await apply({ ...document, quotas: [everybody, changed, ofApi] })
  assert.deepEqual(said.changes, [
    { action: 'update', kind: 'quota', name: 'bot', fields: [{ field: 'concurrencyMax', before: 3, after: 4 }] },
  ])
  const { quota } = await getQuota(admin, before.id)
  assert.ok(quota.resetAt)
  await apply({ ...document, quotas: [{ ...bot, scope: 'api', subject: 'A/1' }], denyRules: [off] })
  const [other] = await reader.find('quota', { name: 'bot' })
  assert.deepEqual([other?.scope, other?.resetAt], ['api', null])
  assert.equal(await reader.count('quota', {}), 3)
  await apply({ ...document, quotas: [everybody], denyRules: [lan] }, true)
  assert.deepEqual(
    [...(await reader.find('quota', {})), ...(await reader.find('denyRule', {}))].map(({ name }) => name),
    ['everybody', 'lan'],
  )
})
