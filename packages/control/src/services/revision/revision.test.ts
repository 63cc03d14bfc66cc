import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPolicyCatalogue } from '../../config/policy-catalogue.ts'
import {
  type ApiFixtures,
  apiFixtures,
  apiInput,
  endpointInput,
  onApi,
  policyInput,
} from '../../testing/api-fixtures.ts'
import { keptRequest } from '../../testing/kept-request.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import type { TestContext } from '../../testing/stores.ts'
import { contentHash, contentOf, endpointsIn } from '../revision-content.ts'
import { readWorkingCopy } from '../working-copy.ts'
import { deployApi } from './deploy.ts'
import { getRevision } from './get.ts'
import { listRevisions } from './list.ts'
import { listDeployments } from './list-deployments.ts'
import { removeRevision } from './remove.ts'
import { restoreRevision } from './restore.ts'
import { undeployApi } from './undeploy.ts'

const {
  attachPolicy,
  createApi,
  createEndpoint,
  getApi,
  listAttachments,
  listEndpoints,
  removeAttachment,
  removeEndpoint,
  reorderAttachments,
  updateApi,
  updateEndpoint,
} = otherVerbs

test('restoreRevision forgets the requests that the API kept and, as it was, does not keep', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin, reader, services } = fixtures
  const { revisionId } = (await deploy()).deployment
  await updateApi(admin, { id: apiId, changes: { payloadCapture: 'full' } })
  const bounds = { countMax: 9, bytesMax: 999, seal: (body: string, place: string) => services.vault.seal(body, place) }
  await services.store.keepRequests([keptRequest('one', apiId)], bounds)
  assert.equal((await reader.keptRequests(apiId, 9)).length, 1)
  await restoreRevision(admin, { apiId, revisionId })
  assert.equal((await reader.keptRequests(apiId, 9)).length, 0)
})

test('deployApi makes a revision of what changed, and none of what did not', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin, environmentId } = fixtures
  const first = await deploy({ note: 'first' })
  assert.deepEqual([first.revisionNumber, first.isWorkingCopy, first.deployment.deployedBy], [1, true, 'Test'])
  const before = await fixtures.services.store.version()
  assert.equal((await deploy()).revisionNumber, 1)
  assert.equal(await fixtures.services.store.version(), before)
  // In force as soon as it is saved, so nothing that a revision holds.
  await updateApi(admin, { id: apiId, changes: { description: 'x', tags: ['y'], planIds: [] } })
  assert.equal((await deploy()).revisionNumber, 1)
  await updateApi(admin, { id: apiId, changes: { keyHeader: 'X-Key' } })
  assert.deepEqual(
    (await listDeployments(admin, apiId)).map(({ isWorkingCopy }) => isWorkingCopy),
    [false],
  )
  assert.equal((await deploy({ note: 'second' })).revisionNumber, 2)
  const revisions = await listRevisions(admin, apiId)
  assert.deepEqual(
    revisions.map(({ revision, environmentIds }) => [revision.number, revision.note, environmentIds]),
    [
      [2, 'second', [environmentId]],
      [1, 'first', []],
    ],
  )
  const content = contentOf((await getRevision(admin, { apiId, revisionId: revisions[1]?.revision.id ?? '' })).revision)
  assert.equal(content.api.keyHeader, null)
  assert.doesNotMatch(JSON.stringify(content), /sk-production/)
})

test('an API is deployed to environments on its own, and only with an endpoint there', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin, put, environmentId } = fixtures
  const other = await put('environment', { name: 'staging', hostNames: [], promotesFromId: null })
  const [endpoint] = await listEndpoints(admin, apiId)
  await updateEndpoint(admin, { id: endpoint?.id ?? '', changes: { environmentId: other.id } })
  await refused(deploy(), 'conflict', /has no endpoint in the environment default: give it one/)
  await refused(deploy({ environmentId: 'env_none' }), 'invalid', /^environmentId names no environment/)
  await refused(deploy({ revisionId: 'rev_none' }), 'invalid', /^revisionId names no revision of this API/)
  assert.equal((await deploy({ environmentId: other.id })).deployment.environmentId, other.id)
  await refused(undeployApi(admin, { apiId, environmentId }), 'not-found', /no deployment in the environment/)
  await undeployApi(admin, { apiId, environmentId: other.id })
  assert.equal((await listDeployments(admin, apiId)).length, 0)
})

test('an older revision is deployed again, and a deployed one is not deleted', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin } = fixtures
  const first = (await deploy()).deployment.revisionId
  await attachPolicy(admin, { apiId, input: policyInput() })
  const second = (await deploy()).deployment.revisionId
  assert.notEqual(first, second)
  await refused(removeRevision(admin, { apiId, revisionId: second }), 'conflict', /Revision 2 is deployed to default/)
  const back = await deploy({ revisionId: first })
  assert.deepEqual([back.revisionNumber, back.isWorkingCopy], [1, false])
  await removeRevision(admin, { apiId, revisionId: second })
  assert.equal((await listRevisions(admin, apiId)).length, 1)
  await refused(getRevision(admin, { apiId, revisionId: second }), 'not-found', /There is no revision/)
  const foreign = await createApi(admin, apiInput(fixtures, { name: 'B', context: '/b' }))
  await refused(getRevision(admin, { apiId: foreign.id, revisionId: first }), 'not-found', /There is no revision/)
})

test('restoreRevision makes the working copy what it was, whatever happened to it', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin, reader } = fixtures
  const second = await createEndpoint(admin, { apiId, input: endpointInput({ name: 'b', url: 'https://b.example' }) })
  const [one, two] = [
    await attachPolicy(admin, { apiId, input: policyInput() }),
    await attachPolicy(admin, { apiId, input: policyInput({ config: { max: 7 }, when: { model: ['m'] } }) }),
  ]
  const { revisionId } = (await deploy()).deployment
  const hash = await workingCopyHash(fixtures, apiId)
  const first = (await listEndpoints(admin, apiId)).find(({ name }) => name === 'production')
  // Names exchanged, one endpoint replaced, policies in another order and one gone.
  await updateEndpoint(admin, { id: second.id, changes: { name: 'c' } })
  await updateEndpoint(admin, { id: first?.id ?? '', changes: { name: 'b', weight: 9 } })
  await updateEndpoint(admin, { id: second.id, changes: { name: 'production' } })
  const third = await createEndpoint(admin, { apiId, input: endpointInput({ name: 'd' }) })
  await reorderAttachments(admin, { apiId, ids: [two.id, one.id] })
  await removeAttachment(admin, one.id)
  await updateApi(admin, { id: apiId, changes: { errorFormat: 'wso2', models: [{ id: 'm' }] } })
  assert.notEqual(await workingCopyHash(fixtures, apiId), hash)
  const { missing, api } = await restoreRevision(admin, { apiId, revisionId })
  assert.deepEqual(missing, [])
  assert.deepEqual([api.errorFormat, api.models], ['auto', null])
  assert.equal(await workingCopyHash(fixtures, apiId), hash)
  assert.equal(await reader.get('endpoint', third.id), undefined)
  assert.deepEqual(
    (await listAttachments(admin, apiId)).map(({ id }) => id),
    [one.id, two.id],
  )
  const before = await fixtures.services.store.version()
  await restoreRevision(admin, { apiId, revisionId })
  assert.equal(await fixtures.services.store.version(), before)
})

test('what a revision referred to may be gone: restoring says so, deploying is refused', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin, services, reader, put } = fixtures
  const staging = await put('environment', { name: 'staging', hostNames: [], promotesFromId: null })
  const extra = await createEndpoint(admin, {
    apiId,
    input: endpointInput({ name: 'extra', environmentId: staging.id }),
  })
  await attachPolicy(admin, { apiId, input: policyInput() })
  const { revisionId } = (await deploy()).deployment
  await removeEndpoint(admin, extra.id)
  const [production] = await listEndpoints(admin, apiId)
  await updateEndpoint(admin, { id: production?.id ?? '', changes: { credentialId: null } })
  await remove(fixtures, 'environment', staging.id)
  await remove(fixtures, 'credential', production?.credentialId ?? '')
  const later = { ...admin, policies: createPolicyCatalogue([]) }
  await refused(
    deployApi(later, { apiId, input: { revisionId, note: '' } }),
    'conflict',
    /^Revision 1 cannot be deployed\. The environment .* of the endpoint extra is gone\. The credential .* of the endpoint production is gone\. There is no policy word-count any more\. Restore it/,
  )
  await refused(
    deployApi(later, { apiId, input: { note: '' } }),
    'conflict',
    /^The working copy cannot be deployed\. There is no policy/,
  )
  const { missing } = await restoreRevision(later, { apiId, revisionId })
  assert.deepEqual(
    missing.map((sentence) => sentence.replace(/(env|cred)_\w+/, 'it')),
    [
      'The environment it of the endpoint extra is gone. The endpoint is left out.',
      'The credential it of the endpoint production is gone. The endpoint has none now: give it one.',
      'There is no policy word-count any more. It is left out.',
    ],
  )
  const api = await getApi(admin, apiId)
  const content = await readWorkingCopy(reader, api)
  assert.deepEqual([content.endpoints.map(({ credentialId }) => credentialId), content.policies], [[null], []])
  assert.equal((await services.store.auditPage('org_a', { limit: 100, verb: 'revision.restore' })).items.length, 1)
})

test('of the revisions that are not deployed, the oldest go', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { admin } = fixtures
  const other = await fixtures.put('environment', { name: 'staging', hostNames: [], promotesFromId: null })
  const first = await deploy({ environmentId: other.id })
  for (let number = 2; number <= 104; number++) {
    await updateApi(admin, { id: apiId, changes: { keyHeader: `X-Key-${number}` } })
    assert.equal((await deploy()).revisionNumber, number)
  }
  const numbers = (await listRevisions(admin, apiId)).map(({ revision }) => revision.number)
  // A hundred that are not deployed, the one in each environment.
  assert.deepEqual([numbers.length, numbers[0], numbers.at(-2), numbers.at(-1)], [102, 104, 4, 1])
  assert.equal(first.revisionNumber, 1)
})

test('revisions and deployments are there for those who look after their API', async (t) => {
  const { fixtures, apiId, deploy } = await withApi(t)
  const { environmentId } = fixtures
  const { revisionId } = (await deploy()).deployment
  const stranger = fixtures.verbAs(onApi('api_other'))
  const viewer = fixtures.verbAs('viewer')
  for (const verb of [stranger, viewer]) {
    const kind = verb === stranger ? 'not-found' : 'forbidden'
    await refused(deployApi(verb, { apiId, input: { note: '' } }), kind, /There is no API|apis:manage/)
    await refused(undeployApi(verb, { apiId, environmentId }), kind, /There is no API|apis:manage/)
    await refused(restoreRevision(verb, { apiId, revisionId }), kind, /There is no API|apis:manage/)
    await refused(removeRevision(verb, { apiId, revisionId }), kind, /There is no API|apis:manage/)
  }
  await refused(listRevisions(stranger, apiId), 'not-found', /There is no API/)
  await refused(listDeployments(stranger, apiId), 'not-found', /There is no API/)
  assert.equal((await listRevisions(viewer, apiId)).length, 1)
  await refused(
    deployApi({ ...fixtures.admin, expectedRevision: 5 }, { apiId, input: { note: '' } }),
    'stale',
    /revision 5/,
  )
})

test('endpointsIn takes an environment’s own endpoints before those of all, a stage at a time', () => {
  const endpoint = (id: string, stage: 'production' | 'sandbox', environmentId: string | null) => ({
    ...{ id, stage, environmentId, name: id, url: 'https://a.example', credentialId: null, demo: false, weight: 1 },
    ...{ trustedCertificates: null, timeouts: {} },
  })
  const content = {
    format: 1 as const,
    api: {
      providerId: 'p',
      keyHeader: null,
      errorFormat: 'auto' as const,
      payloadCapture: 'none' as const,
      models: null,
    },
    endpoints: [
      endpoint('all', 'production', null),
      endpoint('own', 'production', 'env_a'),
      endpoint('try', 'sandbox', null),
    ],
    policies: [],
  }
  assert.deepEqual(
    endpointsIn(content, 'env_a').map(({ id }) => id),
    ['own', 'try'],
  )
  assert.deepEqual(
    endpointsIn(content, 'env_b').map(({ id }) => id),
    ['all', 'try'],
  )
  const turned = { policies: [], endpoints: content.endpoints, api: { ...content.api }, format: 1 as const }
  assert.equal(contentHash(turned), contentHash(content))
})

async function withApi(t: TestContext) {
  const fixtures = await apiFixtures(t)
  const apiId = (await createApi(fixtures.admin, apiInput(fixtures))).id
  const deploy = (input: { environmentId?: string; revisionId?: string; note?: string } = {}) =>
    deployApi(fixtures.admin, { apiId, input: { note: '', ...input } })
  return { fixtures, apiId, deploy }
}

async function workingCopyHash({ admin, reader }: ApiFixtures, apiId: string): Promise<string> {
  return contentHash(await readWorkingCopy(reader, await getApi(admin, apiId)))
}

async function remove({ services }: ApiFixtures, kind: 'environment' | 'credential', id: string): Promise<void> {
  const context = {
    organisationId: 'org_a',
    actor: { kind: 'system', id: null, name: 't' },
    from: 't',
    requestId: null,
  } as const
  await services.store.change({ ...context, verb: 't' }, async (writer) => {
    const record = await writer.get(kind, id)
    if (record !== undefined) await writer.remove(kind, record)
  })
}
