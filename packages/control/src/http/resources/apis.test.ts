import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verb } from '../../services/verb.ts'
import { apiFixtures } from '../../testing/api-fixtures.ts'
import { keptRequest } from '../../testing/kept-request.ts'
import type { Route } from '../route.ts'
import { apiRoutes } from './apis.ts'
import { catalogueRoutes } from './catalogue.ts'
import { endpointRoutes } from './endpoints.ts'
import { policyAttachmentRoutes } from './policy-attachments.ts'
import { policyTrialRoutes } from './policy-trials.ts'
import { revisionRoutes } from './revisions.ts'

const routes = [
  ...apiRoutes,
  ...endpointRoutes,
  ...policyAttachmentRoutes,
  ...policyTrialRoutes,
  ...revisionRoutes,
  ...catalogueRoutes,
]

test('every route of an API answers just what it declares, from its making to its end', async (t) => {
  const { admin, providerId, planId, environmentId } = await apiFixtures(t)
  const { store, vault } = admin
  const called = new Set<string>()
  const call = (operationId: string, input: Input = {}) => {
    called.add(operationId)
    return answer(admin, operationId, input)
  }
  const { id } = await call('createApi', {
    body: {
      ...{ name: 'OpenAI API', context: '/openaiapi', version: '2.3.0', providerId, planIds: [planId] },
      models: [{ id: 'gpt-5.4' }],
      payloadCapture: 'full',
      endpoints: { production: { url: 'https://api.openai.com', secret: 'sk-production-1234' } },
    },
  })
  const params = { id }
  const endpoint = await call('createEndpoint', { params, body: { stage: 'sandbox', url: 'http://127.0.0.1:1' } })
  assert.equal(endpoint.callsUrl, 'http://127.0.0.1:1/v1')
  const ofEndpoint = { params: { id: endpoint.id } }
  await call('getEndpoint', ofEndpoint)
  assert.match(String((await call('testEndpoint', ofEndpoint)).problem), /refuses connections/)
  await call('testEndpointDraft', { params, body: { url: 'http://127.0.0.1:1' } })
  await call('updateEndpoint', { ...ofEndpoint, body: { weight: 3, timeouts: { connectMs: 100 } } })
  await call('listEndpoints', { params })
  await call('listPolicyTypes')
  await call('getPolicyType', { params: { name: 'word-count' } })
  await call('tryPolicies', { body: { policy: 'word-count', config: { max: 1 }, text: 'two words' } })
  const bounds = { countMax: 9, bytesMax: 999, seal: (text: string, place: string) => vault.seal(text, place) }
  await store.keepRequests([keptRequest('one two', String(id))], bounds)
  const replay = { apiId: id, policy: 'word-count', config: { max: 1 } }
  const { requests } = await call('replayPolicy', { body: replay })
  assert.match(JSON.stringify(requests), /"verdict":"refused"/)
  const body = { policy: 'word-count', config: { max: 3 }, when: { plan: [planId] } }
  const ofAll = await call('attachOrganisationPolicy', { body })
  await call('listOrganisationPolicies')
  await call('orderOrganisationPolicies', { body: { ids: [ofAll.id] } })
  const attachment = await call('attachApiPolicy', { params, body })
  await call('orderApiPolicies', { params, body: { ids: [attachment.id] } })
  await call('listApiPolicies', { params })
  const ofPolicy = { params: { id: attachment.id } }
  await call('getPolicy', ofPolicy)
  await call('updatePolicy', { ...ofPolicy, body: { mode: 'observe' } })
  const { revisionId } = await call('deployApi', { params, body: {} })
  await call('changeApiLifecycle', { params, body: { action: 'publish' } })
  await call('makeApiDefaultVersion', { params })
  await call('listCatalogue', { query: {} })
  await call('getCatalogueEntry', { params })
  const ofRevision = { params: { id, revisionId } }
  await call('getRevision', ofRevision)
  await call('updateApi', { params, body: { keyHeader: 'X-Key' } })
  await call('listDeployments', { params })
  await call('listRevisions', { params })
  await call('restoreRevision', ofRevision)
  await call('removePolicy', ofPolicy)
  await call('deleteEndpoint', ofEndpoint)
  await call('listApis', { query: { state: 'published' } })
  await call('getApi', { params })
  const copy = await call('createApiVersion', { params, body: { version: '3' } })
  await call('deleteApi', { params: { id: copy.id } })
  await call('endApiDefaultVersion', { params })
  await call('undeployApi', { params: { id, environmentId } })
  await call('deleteRevision', ofRevision)
  // A call that is tried is answered by a gateway: playground.test.ts.
  const answering = routes.filter(({ operationId }) => operationId !== 'tryApi')
  assert.deepEqual(
    answering.map(({ operationId }) => operationId).filter((operationId) => !called.has(operationId)),
    [],
  )
})

interface Input {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
}

/** What the route's schemas make of the input, and nothing in the answer that they do not name. */
async function answer(verb: Verb, operationId: string, input: Input): Promise<Record<string, unknown>> {
  const route: Route | undefined = routes.find((candidate) => candidate.operationId === operationId)
  assert.ok(route !== undefined, operationId)
  const result = await route.run(verb, {
    params: route.params?.parse(input.params),
    query: route.query?.parse(input.query),
    body: route.body?.parse(input.body),
  })
  if (route.answer === undefined) assert.equal(result, undefined, operationId)
  // As it goes over the wire; a list of APIs leaves their documentation out.
  else assert.deepEqual(route.answer.parse(result), withoutDocs(result, operationId), operationId)
  return (result ?? {}) as Record<string, unknown>
}

function withoutDocs(result: unknown, operationId: string): unknown {
  if (operationId !== 'listApis') return result
  const page = result as { items: Array<Record<string, unknown>> }
  return { ...page, items: page.items.map(({ docs, ...item }) => item) }
}
