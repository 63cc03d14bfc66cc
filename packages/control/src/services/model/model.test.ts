import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modelCreateSchema, modelUpdateSchema } from '@tollgate/contract/resources/model'
import { modelRoutes } from '../../http/resources/models.ts'
import { type ApiFixtures, apiFixtures, providerNamed } from '../../testing/api-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { createModel } from './create.ts'
import { getModel } from './get.ts'
import { listModels } from './list.ts'
import { removeModel } from './remove.ts'
import { updateModel } from './update.ts'

function input({ providerId }: ApiFixtures, more: object = {}) {
  return modelCreateSchema.parse({ providerId, model: 'gpt-5.4', ...more })
}

test('createModel keeps dated prices in their order, and is called as its model unless it is said otherwise', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, planId } = fixtures
  const prices = [
    { from: '2027-01-01T00:00:00Z', input: 1.25, output: 10, cachedInput: 0.125 },
    { from: '2026-01-01T01:00:00+01:00', input: 2.5, output: 15 },
  ]
  const made = await createModel(
    admin,
    input(fixtures, { alias: 'best', prices, planIds: [planId], contextWindow: 400_000 }),
  )
  assert.equal(made.displayName, 'gpt-5.4')
  assert.deepEqual(made.prices, [
    { from: Date.UTC(2026, 0, 1), input: 2.5, output: 15, cachedInput: null },
    { from: Date.UTC(2027, 0, 1), input: 1.25, output: 10, cachedInput: 0.125 },
  ])
  const get = modelRoutes.find(({ operationId }) => operationId === 'getModel')
  const view = await get?.run(admin, { params: { id: made.id }, query: {}, body: {} })
  assert.deepEqual(get?.answer?.parse(view), view)
  const found = await listModels(admin, { limit: 10, search: 'BEST' })
  assert.deepEqual(found.items, [made])
  const changes = modelUpdateSchema.parse({ alias: null, prices: [] })
  const changed = await updateModel(admin, { id: made.id, changes })
  assert.deepEqual([changed.alias, changed.prices, changed.planIds], [null, [], [planId]])
  await removeModel(admin, made.id)
  await refused(getModel(admin, made.id), 'not-found', /There is no model/)
})

test('createModel and updateModel keep every name to one model', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, put } = fixtures
  const first = await createModel(admin, input(fixtures, { alias: 'best' }))
  await refused(createModel(admin, input(fixtures)), 'conflict', /has the model gpt-5.4 already/)
  await refused(
    createModel(admin, input(fixtures, { model: 'best' })),
    'conflict',
    /best is the alias of the model gpt-5.4/,
  )
  await refused(
    createModel(admin, input(fixtures, { model: 'm', alias: 'm' })),
    'invalid',
    /alias is the name of the model/,
  )
  for (const alias of ['best', 'gpt-5.4'])
    await refused(
      createModel(admin, input(fixtures, { model: 'm', alias })),
      'conflict',
      /means the model gpt-5.4 already/,
    )
  const azure = await put('provider', { ...providerNamed('Azure') })
  const second = await createModel(admin, input(fixtures, { providerId: azure.id }))
  await refused(updateModel(admin, { id: second.id, changes: { alias: 'best' } }), 'conflict', /choose another alias/)
  await updateModel(admin, { id: first.id, changes: { alias: 'best', displayName: 'Best' } })
})

test('createModel refuses what is not there and what is said twice', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, verbAs, planId } = fixtures
  const from = '2026-01-01T00:00:00Z'
  const twice = [
    { from, input: 1, output: 1 },
    { from: '2026-01-01T01:00:00+01:00', input: 2, output: 2 },
  ]
  await refused(createModel(admin, input(fixtures, { prices: twice })), 'invalid', /prices\[1\].from is there twice/)
  await refused(
    createModel(admin, input(fixtures, { planIds: ['plan_x'] })),
    'invalid',
    /planIds\[0\] names no plan: plan_x/,
  )
  await refused(createModel(admin, input(fixtures, { planIds: [planId, planId] })), 'invalid', /names a plan twice/)
  await refused(createModel(admin, input(fixtures, { providerId: 'prov_x' })), 'invalid', /names no provider: prov_x/)
  await refused(createModel(verbAs('publisher'), input(fixtures)), 'forbidden', /models:manage/)
  for (const more of [
    { model: 'a b' },
    { prices: [{ from, input: -1, output: 1 }] },
    { contextWindow: 0 },
    { revision: 3 },
  ])
    assert.equal(modelCreateSchema.safeParse({ ...input(fixtures), ...more }).success, false, JSON.stringify(more))
})

test('models are read by developers, and are not there for another organisation', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, verbAs } = fixtures
  const made = await createModel(admin, input(fixtures))
  assert.deepEqual(await getModel(verbAs('developer'), made.id), made)
  const stranger = verbAs('admin', { organisationId: 'org_b' })
  const nothing = /^There is no model model_\w+\.$/
  await refused(getModel(stranger, made.id), 'not-found', nothing)
  await refused(updateModel(stranger, { id: made.id, changes: { alias: 'x' } }), 'not-found', nothing)
  await refused(removeModel(stranger, made.id), 'not-found', nothing)
  await refused(removeModel(verbAs('admin', { expectedRevision: 2 }), made.id), 'stale', /you have revision 2/)
  assert.deepEqual((await listModels(stranger, { limit: 10 })).items, [])
})
