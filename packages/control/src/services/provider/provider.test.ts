import assert from 'node:assert/strict'
import { test } from 'node:test'
import { providerCreateSchema, providerUpdateSchema } from '@tollgate/contract/resources/provider'
import { apiFixtures, apiInput } from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { createProvider } from './create.ts'
import { getProvider } from './get.ts'
import { listProviders } from './list.ts'
import { removeProvider } from './remove.ts'
import { updateProvider } from './update.ts'

function input(more: object = {}) {
  return providerCreateSchema.parse({ name: 'Local', type: 'openai-compatible', ...more })
}

test('createProvider keeps what it is given, cleaned, and updateProvider leaves what it is not given', async (t) => {
  const { admin } = await apiFixtures(t)
  const made = await createProvider(
    admin,
    input({
      baseUrl: ' https://llm.example.com/v1/ ',
      dialects: ['openai-chat'],
      errorMap: { message: '/detail/0/msg' },
      usageExtraction: { inputTokens: '/meta/tokens~1in' },
    }),
  )
  assert.equal(made.baseUrl, 'https://llm.example.com/v1')
  assert.deepEqual(made.errorMap, { message: '/detail/0/msg' })
  const changes = providerUpdateSchema.parse({ name: 'Renamed', usageExtraction: {} })
  const changed = await updateProvider(admin, { id: made.id, changes })
  assert.equal(changed.name, 'Renamed')
  assert.equal(changed.usageExtraction, null)
  assert.deepEqual(changed.dialects, ['openai-chat'])
  const again = await updateProvider(admin, { id: made.id, changes })
  assert.equal(again.revision, changed.revision)
  assert.deepEqual(await getProvider(admin, made.id), changed)
  const found = await listProviders(admin, { limit: 10, search: 'llm.example' })
  assert.deepEqual(
    found.items.map(({ id }) => id),
    [made.id],
  )
})

test('provider schemas refuse unknown fields, other types and what is no JSON pointer', () => {
  for (const more of [
    { managedBy: 'file' },
    { id: 'prov_mine' },
    { type: 'azure' },
    { name: 'a\nb' },
    { errorMap: { message: 'error.message' } },
    { errorMap: { message: '/a~2' } },
    { errorMap: { status: '/status' } },
    { dialects: [] },
  ])
    assert.equal(providerCreateSchema.safeParse({ ...input(), ...more }).success, false, JSON.stringify(more))
})

test('createProvider refuses names that are taken, protocols that nobody knows and private addresses', async (t) => {
  const { admin, verbAs } = await apiFixtures(t, { allowPrivateUpstreams: false })
  await refused(createProvider(admin, input({ name: 'OpenAI' })), 'conflict', /a provider OpenAI already \(prov_/)
  await refused(
    createProvider(admin, input({ dialects: ['openai-chat', 'soap'] })),
    'invalid',
    /dialects\[1\] is no protocol that gateways know: soap; it is one of openai-responses/,
  )
  await refused(createProvider(admin, input({ dialects: ['openai-chat', 'openai-chat'] })), 'invalid', /is there twice/)
  await refused(
    createProvider(admin, input({ baseUrl: 'http://169.254.169.254' })),
    'invalid',
    /baseUrl reaches 169.254.169.254, a private address/,
  )
  await refused(createProvider(verbAs('publisher'), input()), 'forbidden', /providers:manage/)
})

test('removeProvider is refused while a credential, a model or an API refers to it, deployed ones too', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, providerId, environmentId, put, reader } = fixtures
  const api = await otherVerbs.createApi(admin, apiInput(fixtures))
  await otherVerbs.deployApi(admin, { apiId: api.id, input: { environmentId, note: '' } })
  const model = { alias: null, displayName: 'x', contextWindow: null, prices: [], planIds: null, managedBy: null }
  await put('model', { ...model, providerId, model: 'gpt-5.4' })
  await refused(
    removeProvider(admin, providerId),
    'conflict',
    /credentials: OpenAI API 2.3.0 production; models: gpt-5.4; APIs: OpenAI API\/2.3.0/,
  )
  const other = await createProvider(admin, input())
  const [endpoint] = await reader.find('endpoint', { apiId: api.id })
  await otherVerbs.updateEndpoint(admin, { id: endpoint?.id ?? '', changes: { credentialId: null } })
  await otherVerbs.updateApi(admin, { id: api.id, changes: { providerId: other.id } })
  await refused(removeProvider(admin, providerId), 'conflict', /APIs: OpenAI API\/2.3.0/)
  await refused(removeProvider(admin, other.id), 'conflict', /APIs: OpenAI API\/2.3.0/)
  await removeProvider(admin, (await createProvider(admin, input({ name: 'Unused' }))).id)
})

test('providers of another organisation are not there, stale changes are refused', async (t) => {
  const { admin, verbAs, providerId } = await apiFixtures(t)
  const stranger = verbAs('admin', { organisationId: 'org_b' })
  const nothing = /^There is no provider prov_\w+\.$/
  await refused(getProvider(stranger, providerId), 'not-found', nothing)
  await refused(updateProvider(stranger, { id: providerId, changes: { name: 'x' } }), 'not-found', nothing)
  await refused(removeProvider(stranger, providerId), 'not-found', nothing)
  assert.deepEqual((await listProviders(stranger, { limit: 10 })).items, [])
  const late = verbAs('admin', { expectedRevision: 7 })
  await refused(updateProvider(late, { id: providerId, changes: { name: 'x' } }), 'stale', /you have revision 7/)
  await refused(removeProvider({ ...admin, managedFile: '/tollgate.yaml' }, providerId), 'conflict', /managed by/)
})
