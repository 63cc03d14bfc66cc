import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiLifecycleSchema } from '@tollgate/contract/resources/api'
import { type ApiFixtures, apiFixtures, apiInput, onApi, planNamed } from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { getCatalogueEntry } from './get.ts'
import { listCatalogue } from './list.ts'

const { changeLifecycle, createApi, updateApi } = otherVerbs

test('the catalogue has the published APIs that are visible to the reader', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, teamId } = fixtures
  await publish(fixtures, 'everybody', {})
  await publish(fixtures, 'team', { visibleToTeamIds: [teamId] })
  const created = await createApi(admin, apiInput(fixtures, { name: 'created', context: '/created' }))
  const stranger = fixtures.verbAs('developer')
  assert.deepEqual(await names(stranger), ['everybody'])
  assert.deepEqual(await names(fixtures.verbAs('developer', { teamIds: [teamId] })), ['everybody', 'team'])
  assert.deepEqual(await names(admin), ['everybody', 'team'])
  const [hidden] = await fixtures.reader.find('api', { name: 'team' })
  assert.deepEqual(await names(fixtures.verbAs(onApi(hidden?.id ?? ''))), ['everybody', 'team'])
  for (const id of [hidden?.id ?? '', created.id, 'api_none'])
    await refused(getCatalogueEntry(stranger, id), 'not-found', new RegExp(`^There is no API ${id}\\.$`))
  await assert.rejects(listCatalogue(fixtures.verbAs([]), { limit: 50 }), /catalogue:read/)
})

test('whoever uses an API finds it when it is deprecated or blocked', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, put, planId, teamId } = fixtures
  const person = await put('person', {
    email: 'a@b.c',
    name: 'A',
    state: 'active',
    authUserId: null,
    identityId: null,
    defaultTeamId: null,
  })
  for (const [action, owner] of [
    ['deprecate', { ownerId: person.id, teamId: null }],
    ['block', { ownerId: null, teamId }],
  ] as const) {
    const api = await publish(fixtures, action)
    const application = await put('application', {
      name: action,
      kind: 'shared',
      ownerName: null,
      costCentre: null,
      managedBy: null,
      ...owner,
    })
    await put('subscription', {
      applicationId: application.id,
      apiId: api.id,
      planId,
      state: 'active',
      overrides: null,
      quotaResetAt: null,
      managedBy: null,
    })
    await changeLifecycle(admin, { id: api.id, input: apiLifecycleSchema.parse({ action }) })
  }
  assert.deepEqual(await names(fixtures.verbAs('developer')), [])
  assert.deepEqual(await names(fixtures.verbAs('developer', { personId: person.id })), ['deprecate'])
  assert.deepEqual(await names(fixtures.verbAs('developer', { teamIds: [teamId] })), ['block'])
  const { items } = await listCatalogue(fixtures.verbAs('developer', { personId: person.id }), { limit: 50 })
  assert.deepEqual(
    items.map(({ isSubscribed, api }) => [isSubscribed, api.state]),
    [[true, 'deprecated']],
  )
})

test('an entry shows the plans that the reader may choose, and models as they are in force', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, put, planId, providerId, teamId } = fixtures
  const closed = await put('plan', { ...planNamed('Team only'), audienceTeamIds: [teamId] })
  await put('model', {
    providerId,
    model: 'gpt-5.4',
    alias: null,
    displayName: 'GPT-5.4',
    contextWindow: 400_000,
    // The newest that has begun.
    prices: [
      { from: 0, input: 1, cachedInput: null, output: 2 },
      { from: 1_000, input: 3, cachedInput: 1, output: 9 },
      { from: Date.now() + 86_400_000, input: 8, cachedInput: null, output: 8 },
    ],
    planIds: null,
    managedBy: null,
  })
  const api = await publish(fixtures, 'a', { planIds: [closed.id, planId], docs: '# Docs' })
  const entry = await getCatalogueEntry(fixtures.verbAs('developer'), api.id)
  assert.deepEqual(
    entry.plans.map(({ name }) => name),
    ['AIGold'],
  )
  assert.deepEqual(entry.models, [
    { id: 'gpt-5.4', displayName: 'GPT-5.4', contextWindow: 400_000, price: { input: 3, cachedInput: 1, output: 9 } },
  ])
  const member = await getCatalogueEntry(fixtures.verbAs('developer', { teamIds: [teamId] }), api.id)
  assert.deepEqual(
    member.plans.map(({ name }) => name),
    ['Team only', 'AIGold'],
  )
  // Not deployed yet, so not what callers get.
  await updateApi(admin, { id: api.id, changes: { models: [{ id: 'new' }], keyHeader: 'X-New' } })
  const after = await getCatalogueEntry(fixtures.verbAs('developer'), api.id)
  assert.deepEqual([after.models.map(({ id }) => id), after.keyHeader], [['gpt-5.4'], null])
})

test('the catalogue is searched, and filtered by tag and model', async (t) => {
  const fixtures = await apiFixtures(t)
  await publish(fixtures, 'alpha', { tags: ['code'], models: [{ id: 'm1' }] })
  await publish(fixtures, 'beta', { tags: ['chat'], models: [{ id: 'm2' }], description: 'like Alpha' })
  const developer = fixtures.verbAs('developer')
  const found = async (query: object) =>
    (await listCatalogue(developer, { limit: 50, ...query })).items.map(({ api }) => api.name)
  assert.deepEqual(await found({ search: 'ALPHA' }), ['alpha', 'beta'])
  assert.deepEqual(await found({ tag: 'chat' }), ['beta'])
  assert.deepEqual(await found({ model: 'm1' }), ['alpha'])
  assert.deepEqual(await found({ model: 'm1', tag: 'chat' }), [])
  const first = await listCatalogue(developer, { limit: 1 })
  assert.equal(first.items.length, 1)
  const second = await listCatalogue(developer, { limit: 1, after: first.next ?? '' })
  assert.deepEqual([second.items.length, second.next], [1, null])
})

async function publish(fixtures: ApiFixtures, name: string, input: object = {}) {
  const api = await createApi(fixtures.admin, apiInput(fixtures, { name, context: `/${name}`, ...input }))
  return (await changeLifecycle(fixtures.admin, { id: api.id, input: apiLifecycleSchema.parse({ action: 'publish' }) }))
    .api
}

async function names(verb: ApiFixtures['admin']): Promise<string[]> {
  return (await listCatalogue(verb, { limit: 50 })).items.map(({ api }) => api.name).sort()
}

test('an entry says what acts on calls, those of the organisation first, and nothing of how', async (t) => {
  const fixtures = await apiFixtures(t)
  const config = { max: 100, secretWord: 'never shown' }
  const attachment = { policy: 'word-count', config, condition: null, onFailure: null, managedBy: null } as const
  const all = await fixtures.put('policyAttachment', { ...attachment, apiId: null, position: 0, mode: 'observe' })
  const api = await publish(fixtures, 'a')
  const { guardrails } = await getCatalogueEntry(fixtures.verbAs('developer'), api.id)
  const [{ says, ...rest } = { says: '' }] = guardrails
  assert.deepEqual(rest, { id: all.id, policy: 'word-count', mode: 'observe', isConditional: false })
  assert.ok(says.length > 10)
  assert.doesNotMatch(JSON.stringify(guardrails), /never shown/)
})
