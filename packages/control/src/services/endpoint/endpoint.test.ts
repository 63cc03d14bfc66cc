import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { endpointCreateSchema, endpointTrySchema, endpointUpdateSchema } from '@tollgate/contract/resources/endpoint'
import {
  type ApiFixtures,
  apiFixtures,
  apiInput,
  endpointInput,
  onApi,
  providerNamed,
} from '../../testing/api-fixtures.ts'
import { certificatePair } from '../../testing/certificate-pair.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { sealSecret } from '../credential-seal.ts'
import type { Verb } from '../verb.ts'
import { checkEndpoint, checkEndpointDraft, checkProvider } from './check-endpoint.ts'
import { createEndpoint } from './create.ts'
import { getEndpoint } from './get.ts'
import { listEndpoints } from './list.ts'
import { removeEndpoint } from './remove.ts'
import { updateEndpoint } from './update.ts'

const { createApi } = otherVerbs

const credentialId = 'cred_openai'

test('createEndpoint cleans the URL, and takes a credential of the same provider and origin only', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, put } = fixtures
  const other = await put('provider', providerNamed('vLLM'))
  await putCredential(fixtures, { id: credentialId })
  await putCredential(fixtures, { id: 'cred_other', providerId: other.id })
  const endpoint = await createEndpoint(admin, {
    apiId,
    input: endpointInput({ url: ' HTTPS://api.openai.com:443/ ', credentialId, timeouts: { connectMs: 50 } }),
  })
  assert.deepEqual(
    [endpoint.name, endpoint.url, endpoint.credentialId, endpoint.weight],
    ['production 2', 'https://api.openai.com', credentialId, 1],
  )
  const cases: Array<[object, RegExp]> = [
    [
      { url: 'https://evil.example', credentialId },
      /^credentialId does not fit: .*made for https:\/\/api.openai.com and not for https:\/\/evil.example; give the secret again/,
    ],
    [{ url: 'http://api.openai.com', credentialId }, /give the secret again/],
    [{ credentialId: 'cred_other' }, /^credentialId does not fit: .*another provider/],
    [{ credentialId: 'cred_none' }, /^credentialId names no credential/],
    [{ environmentId: 'env_none' }, /^environmentId names no environment/],
    [{ trustedCertificates: 'nothing' }, /^trustedCertificates holds no certificates/],
    [{ secret: 'sk-1', header: 'host' }, /^header cannot be used/],
    [{ secret: ' \n' }, /^secret is empty/],
    [{ url: 'https://user:hunter2@api.openai.com' }, /^url has a user name or password/],
  ]
  for (const [input, sentence] of cases)
    await refused(createEndpoint(admin, { apiId, input: endpointInput(input) }), 'invalid', sentence)
  await refused(
    createEndpoint(admin, { apiId, input: endpointInput({ name: 'production' }) }),
    'conflict',
    /has an endpoint production already/,
  )
  assert.equal((await listEndpoints(admin, apiId)).length, 2)
})

test('private addresses are refused unless they are allowed', async (t) => {
  const { fixtures, apiId } = await withApi(t, { allowPrivateUpstreams: false })
  for (const url of ['http://127.0.0.1:8000', 'http://localhost', 'https://[::1]', 'http://169.254.169.254/latest'])
    await refused(
      createEndpoint(fixtures.admin, { apiId, input: endpointInput({ url }) }),
      'invalid',
      /private address/,
    )
})

test('a credential does not follow to another origin', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, reader } = fixtures
  const [endpoint] = await listEndpoints(admin, apiId)
  assert.ok(endpoint !== undefined)
  const change = (changes: object) =>
    updateEndpoint(admin, { id: endpoint.id, changes: endpointUpdateSchema.parse(changes) })
  await refused(
    change({ url: 'https://evil.example' }),
    'invalid',
    /^url needs its secret in the same change: .*give the secret again/,
  )
  assert.equal((await change({ url: 'https://api.openai.com/v1/' })).url, 'https://api.openai.com/v1')
  const moved = await change({ url: 'https://eu.example', secret: 'sk-europe-123456', weight: 5 })
  assert.notEqual(moved.credentialId, endpoint.credentialId)
  assert.equal((await reader.get('credential', moved.credentialId ?? ''))?.origin, 'https://eu.example')
  assert.equal((await change({ weight: 5 })).revision, moved.revision)
  const bare = await change({ url: 'https://free.example', credentialId: null })
  assert.equal(bare.credentialId, null)
})

test('an endpoint of the demo provider is one until it gets a credential', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const demo = await createEndpoint(admin, { apiId, input: { ...endpointInput(), demo: true } })
  assert.equal((await updateEndpoint(admin, { id: demo.id, changes: { weight: 2 } })).demo, true)
  assert.match((await checkEndpoint(admin, demo.id)).problem ?? '', /demo provider answers/)
  assert.equal((await updateEndpoint(admin, { id: demo.id, changes: { secret: 'sk-real-123456' } })).demo, false)
})

test('endpoints are there for those who look after their API', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const [endpoint] = await listEndpoints(fixtures.admin, apiId)
  assert.ok(endpoint !== undefined)
  const { id } = endpoint
  const stranger = fixtures.verbAs(onApi('api_other'))
  const touching = [
    (verb: Verb) => updateEndpoint(verb, { id, changes: {} }),
    (verb: Verb) => removeEndpoint(verb, id),
    (verb: Verb) => checkEndpoint(verb, id),
  ]
  for (const touch of [...touching, (verb: Verb) => getEndpoint(verb, id)])
    await refused(touch(stranger), 'not-found', new RegExp(`^There is no endpoint ${id}\\.$`))
  await refused(listEndpoints(stranger, apiId), 'not-found', /There is no API/)
  const viewer = fixtures.verbAs('viewer')
  assert.equal((await getEndpoint(viewer, id)).id, id)
  for (const touch of touching) await refused(touch(viewer), 'forbidden', /apis:manage/)
  const readOnly = fixtures.verbAs('admin', { readOnly: true })
  await refused(removeEndpoint(readOnly, id), 'forbidden', /may only read/)
  await refused(removeEndpoint({ ...fixtures.admin, expectedRevision: 9 }, id), 'stale', /revision 9/)
  await removeEndpoint(fixtures.verbAs(onApi(apiId)), id)
  assert.equal((await listEndpoints(fixtures.admin, apiId)).length, 0)
})

test('checkEndpoint calls the provider with the saved credential, checkEndpointDraft with what is not saved', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, reader } = fixtures
  const seen: Array<string | undefined> = []
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization ?? request.headers['api-key']}`)
    response.end('{"data":[{"id":"gpt-5.4"}]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint = await createEndpoint(admin, { apiId, input: endpointInput({ url, secret: 'sk-saved-123456' }) })
  const answer = await checkEndpoint(admin, endpoint.id)
  assert.deepEqual([answer.ok, answer.status, answer.modelCount, answer.problem], [true, 200, 1, null])
  const draft = (input: object) =>
    checkEndpointDraft(admin, { apiId, input: endpointTrySchema.parse({ url: `${url}/openai/v1`, ...input }) })
  const before = await fixtures.services.store.version()
  await draft({ secret: 'Bearer sk-draft-123456' })
  await draft({ secret: 'sk-draft-123456', header: 'API-Key' })
  await draft({ credentialId: endpoint.credentialId })
  assert.deepEqual(seen, [
    '/v1/models Bearer sk-saved-123456',
    '/openai/v1/models Bearer sk-draft-123456',
    '/openai/v1/models sk-draft-123456',
    '/openai/v1/models Bearer sk-saved-123456',
  ])
  assert.equal(await fixtures.services.store.version(), before)
  const [production] = await reader.find('endpoint', { apiId, name: 'production' })
  await refused(draft({ credentialId: production?.credentialId }), 'invalid', /made for https:\/\/api.openai.com/)
  await refused(draft({ secret: 'sk-1\nsk-2' }), 'invalid', /^secret has a line break/)
})

test('checkProvider calls with what an API would be made with, for those who may make one', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, providerId, put, verbAs } = fixtures
  const seen: Array<string | undefined> = []
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`)
    response.end('{"data":[{"id":"gpt-5.4"}]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { credentialId: saved } = await createEndpoint(admin, {
    apiId,
    input: endpointInput({ url, secret: 'sk-saved-123456' }),
  })
  const input = (more: object) => endpointTrySchema.parse({ url, ...more })
  const answer = await checkProvider(admin, { id: providerId, input: input({ secret: 'sk-draft-123456' }) })
  assert.deepEqual([answer.ok, answer.models], [true, ['gpt-5.4']])
  await checkProvider(admin, { id: providerId, input: input({ credentialId: saved }) })
  assert.deepEqual(seen, ['/v1/models Bearer sk-draft-123456', '/v1/models Bearer sk-saved-123456'])
  const other = await put('provider', providerNamed('vLLM'))
  await refused(
    checkProvider(admin, { id: other.id, input: input({ credentialId: saved }) }),
    'invalid',
    /another provider/,
  )
  await refused(checkProvider(admin, { id: 'prov_none', input: input({}) }), 'not-found', /prov_none/)
  const developer = verbAs('developer')
  await refused(checkProvider(developer, { id: providerId, input: input({}) }), 'forbidden', /apis:manage/)
})

test('an endpoint may trust a certificate of its own', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { certificate } = await certificatePair()
  const input = endpointInput({ trustedCertificates: certificate })
  assert.equal((await createEndpoint(fixtures.admin, { apiId, input })).trustedCertificates, certificate)
})

test('the schemas of an endpoint take one credential, and nothing that is not theirs', () => {
  const url = 'https://api.openai.com'
  for (const input of [
    { credentialId: 'c', secret: 's' },
    { header: 'api-key' },
    { demo: true },
    { apiId: 'a' },
    { weight: 0 },
  ])
    assert.equal(endpointCreateSchema.safeParse({ url, ...input }).success, false, JSON.stringify(input))
  assert.equal(endpointUpdateSchema.safeParse({ secret: 's', header: 'api-key' }).success, true)
})

async function withApi(t: Parameters<typeof apiFixtures>[0], options: Parameters<typeof apiFixtures>[1] = {}) {
  const fixtures = await apiFixtures(t, options)
  return { fixtures, apiId: (await createApi(fixtures.admin, apiInput(fixtures))).id }
}

function putCredential(fixtures: ApiFixtures, { id, providerId }: { id: string; providerId?: string }) {
  return fixtures.put('credential', {
    id,
    providerId: providerId ?? fixtures.providerId,
    name: id,
    header: null,
    origin: 'https://api.openai.com',
    ...sealSecret(fixtures.services, id, 'sk-kept-12345678'),
    sealedNext: null,
    rotatedAt: 0,
    managedBy: null,
  })
}
