import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiCreateSchema, apiLifecycleSchema, apiUpdateSchema } from '@tollgate/contract/resources/api'
import type { ApiState } from '@tollgate/contract/snapshot'
import type { ApiRecord } from '../../storage/records.ts'
import {
  type ApiFixtures,
  apiFixtures,
  apiInput,
  endpointInput,
  onApi,
  onTeam,
  planNamed,
  policyInput,
  providerNamed,
} from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { changeLifecycle } from './change-lifecycle.ts'
import { createApi } from './create.ts'
import { createApiVersion } from './create-version.ts'
import { getApi } from './get.ts'
import { listApis } from './list.ts'
import { removeApi } from './remove.ts'
import { setDefaultVersion } from './set-default.ts'
import { updateApi } from './update.ts'

const { attachPolicy, createEndpoint, deployApi, listEndpoints, undeployApi } = otherVerbs

test('createApi makes the API with its endpoints and their sealed credentials in one change', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, reader, services } = fixtures
  const before = await services.store.version()
  const api = await createApi(
    admin,
    apiInput(fixtures, {
      endpoints: {
        production: { url: ' https://api.openai.com/ ', secret: 'Bearer sk-production-1234\n' },
        sandbox: { url: 'https://sandbox.example/v1', secret: 'sk-sandbox-5678', header: 'api-key' },
      },
    }),
  )
  assert.equal(await services.store.version(), before + 1)
  assert.equal(api.state, 'created')
  const endpoints = await listEndpoints(admin, api.id)
  assert.deepEqual(
    endpoints.map(({ name, stage, url }) => ({ name, stage, url })),
    [
      { name: 'production', stage: 'production', url: 'https://api.openai.com' },
      { name: 'sandbox', stage: 'sandbox', url: 'https://sandbox.example/v1' },
    ],
  )
  const credentials = (await reader.find('credential', {})).sort((a, b) => (a.name < b.name ? -1 : 1))
  assert.deepEqual(
    credentials.map(({ name, origin, header, lastFour }) => ({ name, origin, header, lastFour })),
    [
      { name: 'OpenAI API 2.3.0 production', origin: 'https://api.openai.com', header: null, lastFour: '1234' },
      { name: 'OpenAI API 2.3.0 sandbox', origin: 'https://sandbox.example', header: 'api-key', lastFour: '5678' },
    ],
  )
  const [first] = credentials
  assert.ok(first !== undefined && !first.sealed.includes('sk-production'))
  assert.equal(services.vault.open(first.sealed, `credential.sealed:${first.id}`), 'sk-production-1234')
  const { items } = await services.store.auditPage('org_a', { limit: 50 })
  assert.doesNotMatch(JSON.stringify(items), /sk-(production|sandbox)/)
})

test('createApi writes nothing where one of its endpoints is wrong', async (t) => {
  const fixtures = await apiFixtures(t)
  const production = { url: 'https://api.openai.com', secret: 'sk-1\nsk-2' }
  await refused(
    createApi(fixtures.admin, apiInput(fixtures, { endpoints: { production } })),
    'invalid',
    /endpoints\.production\.secret .*line break/,
  )
  for (const kind of ['api', 'apiAddress', 'endpoint', 'credential'] as const)
    assert.equal(await fixtures.reader.count(kind, {}), 0, kind)
})

test('createApi refuses what it names and is not there', async (t) => {
  const fixtures = await apiFixtures(t)
  const cases: Array<[object, RegExp]> = [
    [{ providerId: 'prov_none' }, /^providerId names no provider/],
    [{ planIds: ['plan_none'] }, /^planIds\[0\] names no plan/],
    [{ planIds: [fixtures.planId, fixtures.planId] }, /^planIds\[1\] names a plan twice/],
    [{ visibleToTeamIds: ['team_none'] }, /^visibleToTeamIds\[0\] names no team/],
    [{ ownerTeamId: 'team_none' }, /^ownerTeamId names no team/],
    [{ keyHeader: 'Content-Length' }, /^keyHeader cannot be used/],
    [{ models: [{ id: 'a' }, { id: 'a' }] }, /^models\[1\] is there twice/],
    [{ context: '/a/..' }, /^context has a part/],
    [{ endpoints: { sandbox: { url: 'ftp://host.example' } } }, /^endpoints\.sandbox\.url starts with ftp/],
  ]
  for (const [input, sentence] of cases)
    await refused(createApi(fixtures.admin, apiInput(fixtures, input)), 'invalid', sentence)
})

test('the schemas of an API refuse fields that nobody may write, by name', () => {
  for (const field of ['id', 'organisationId', 'state', 'managedBy', 'revision']) {
    for (const schema of [apiCreateSchema, apiUpdateSchema]) {
      const parsed = schema.safeParse({ name: 'a', context: '/a', version: '1', providerId: 'p', [field]: 'x' })
      assert.match(parsed.error?.message ?? '', new RegExp(field), field)
    }
  }
  assert.equal(apiUpdateSchema.safeParse({ isDefaultVersion: true }).success, false)
  const docs = { name: 'a', context: '/a', version: '1', providerId: 'p', docs: 'x'.repeat(200_001) }
  assert.equal(apiCreateSchema.safeParse(docs).success, false)
})

test('names and addresses are taken once, whatever the case and whoever has them', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, services, put } = fixtures
  const first = await createApi(admin, apiInput(fixtures, { isDefaultVersion: true }))
  await refused(
    createApi(admin, apiInput(fixtures, { name: 'OPENAI api', context: '/b' })),
    'conflict',
    /There is an API OpenAI API/,
  )
  await refused(
    createApi(admin, apiInput(fixtures, { name: 'B' })),
    'conflict',
    new RegExp(`taken by OpenAI API/2.3.0 \\(${first.id}\\)`),
  )
  await refused(
    createApi(admin, apiInput(fixtures, { name: 'B', version: '3', isDefaultVersion: true })),
    'conflict',
    /is the default version of \/openaiapi already/,
  )
  await refused(
    createApi(
      admin,
      apiInput(fixtures, { name: 'B', context: '/openaiapi/2.3.0', version: '1', isDefaultVersion: true }),
    ),
    'conflict',
    /The address \/openaiapi\/2.3.0 is taken/,
  )
  const foreign = await put('provider', providerNamed('other')).then(() =>
    services.store.change(
      {
        organisationId: 'org_b',
        actor: { kind: 'system', id: null, name: 't' },
        verb: 't',
        from: 't',
        requestId: null,
      },
      (writer) => writer.insert('provider', providerNamed('OpenAI')),
    ),
  )
  const elsewhere = fixtures.verbAs('admin', { organisationId: 'org_b' })
  for (const input of [{ version: '2.3.0' }, { context: '/openaiapi/2.3.0', version: '9', isDefaultVersion: true }])
    await refused(
      createApi(
        elsewhere,
        apiInput(fixtures, { ...input, name: 'B', providerId: foreign.id, planIds: [], endpoints: {} }),
      ),
      'conflict',
      /taken by an API of another organisation/,
    )
})

test('the address of an API is fixed by its first deployment', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, reader } = fixtures
  const api = await createApi(admin, apiInput(fixtures))
  const moved = await updateApi(admin, { id: api.id, changes: { context: '/ai', version: '2' } })
  assert.deepEqual(
    (await reader.find('apiAddress', {})).map(({ address }) => address),
    ['/ai/2'],
  )
  await deployApi(admin, { apiId: api.id, input: { note: '' } })
  await refused(updateApi(admin, { id: api.id, changes: { version: '3' } }), 'conflict', /its address stays/)
  const renamed = await updateApi(admin, { id: api.id, changes: { name: 'AI', version: '2' } })
  assert.equal(renamed.revision, moved.revision + 1)
})

test('updateApi says when somebody else was first, and keeps what a file declares', async (t) => {
  const fixtures = await apiFixtures(t, { managedFile: 'tollgate.yaml' })
  const api = await createApi(
    fixtures.verbAs('admin', { audit: { kind: 'file', id: null, name: 'tollgate.yaml' } }),
    apiInput(fixtures),
  )
  assert.equal(api.managedBy, 'file')
  const change = { id: api.id, changes: { description: 'new' } }
  await refused(updateApi(fixtures.admin, change), 'conflict', /managed by tollgate.yaml/)
  const other = await apiFixtures(t)
  const mine = await createApi(other.admin, apiInput(other))
  const stale = { ...other.admin, expectedRevision: 7 }
  await refused(updateApi(stale, { ...change, id: mine.id }), 'stale', /you have revision 7/)
})

test('a provider is changed only where no credential stays behind', async (t) => {
  const fixtures = await apiFixtures(t)
  const other = await fixtures.put('provider', providerNamed('vLLM'))
  const api = await createApi(fixtures.admin, apiInput(fixtures))
  await refused(
    updateApi(fixtures.admin, { id: api.id, changes: { providerId: other.id } }),
    'conflict',
    /endpoint production holds on/,
  )
})

test('a role for one API or one team shows and changes that one only', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, teamId } = fixtures
  const other = await fixtures.put('team', { name: 'Search', costCentre: null, ownerId: null, identityGroup: null })
  const first = await createApi(admin, apiInput(fixtures))
  const second = await createApi(admin, apiInput(fixtures, { name: 'B', context: '/b', ownerTeamId: teamId }))
  const ofApi = fixtures.verbAs(onApi(first.id))
  const ofTeam = fixtures.verbAs(onTeam(teamId))
  assert.deepEqual(await seen(ofApi), ['OpenAI API'])
  assert.deepEqual(await seen(ofTeam), ['B'])
  assert.deepEqual(await seen(fixtures.verbAs('developer')), [])
  await refused(getApi(ofTeam, first.id), 'not-found', new RegExp(`^There is no API ${first.id}\\.$`))
  await refused(getApi(admin, 'api_none'), 'not-found', /^There is no API api_none\.$/)
  await updateApi(ofTeam, { id: second.id, changes: { description: 'ours' } })
  await refused(updateApi(ofTeam, { id: second.id, changes: { ownerTeamId: other.id } }), 'forbidden', /apis:manage/)
  await refused(updateApi(ofApi, { id: first.id, changes: { ownerTeamId: teamId } }), 'forbidden', /apis:manage/)
  await refused(
    updateApi(fixtures.verbAs('viewer'), { id: first.id, changes: { docs: 'x' } }),
    'forbidden',
    /apis:manage/,
  )
  await assert.rejects(async () => createApi(ofApi, apiInput(fixtures, { name: 'C', context: '/c' })), /apis:manage/)
  await assert.rejects(async () => createApi(ofTeam, apiInput(fixtures, { name: 'C', context: '/c' })), /apis:manage/)
  await refused(
    createApiVersion(ofApi, { id: first.id, input: { version: '3', isDefaultVersion: false } }),
    'forbidden',
    /apis:manage/,
  )
  assert.equal(
    (await createApi(ofTeam, apiInput(fixtures, { name: 'C', context: '/c', ownerTeamId: teamId }))).ownerTeamId,
    teamId,
  )
})

test('listApis pages through what a filter leaves over', async (t) => {
  const fixtures = await apiFixtures(t)
  for (let index = 0; index < 7; index++)
    await createApi(
      fixtures.admin,
      apiInput(fixtures, {
        name: `API ${index}`,
        context: `/a${index}`,
        tags: index % 2 === 0 ? ['even'] : [],
        endpoints: {},
      }),
    )
  const names: string[] = []
  let after: string | undefined
  do {
    const page = await listApis(fixtures.admin, { limit: 2, after, tag: 'even' })
    assert.ok(page.items.length <= 2)
    names.push(...page.items.map(({ name }) => name))
    after = page.next ?? undefined
  } while (after !== undefined)
  assert.deepEqual(names, ['API 0', 'API 2', 'API 4', 'API 6'])
  assert.equal((await listApis(fixtures.admin, { limit: 50, search: 'api 3' })).items.length, 1)
  assert.equal((await listApis(fixtures.admin, { limit: 50, state: 'published' })).items.length, 0)
})

test('changeLifecycle allows what the states allow, and says what that is', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin } = fixtures
  const api = await createApi(admin, apiInput(fixtures))
  const act = async (action: string) =>
    (await changeLifecycle(admin, { id: api.id, input: lifecycle(action) })).api.state
  const walk: Array<[string, ApiState]> = [
    ['publish', 'published'],
    ['unpublish', 'created'],
    ['publish', 'published'],
    ['block', 'blocked'],
    ['unblock', 'published'],
    ['deprecate', 'deprecated'],
    ['publish', 'published'],
    ['deprecate', 'deprecated'],
    ['retire', 'retired'],
  ]
  await refused(act('block'), 'conflict', /is created, so it cannot block; allowed now: publish/)
  for (const [action, state] of walk) assert.equal(await act(action), state, action)
  await refused(act('publish'), 'conflict', /is retired, so it cannot publish; nothing can be done but delete/)
  assert.equal(await fixtures.reader.count('deployment', {}), 0)
  await refused(
    deployApi(admin, { apiId: api.id, input: { note: '' } }),
    'conflict',
    /is retired and cannot be deployed/,
  )
})

test('publishing needs a plan and an endpoint, and deploys where nothing is deployed', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, planId, environmentId } = fixtures
  const api = await createApi(admin, apiInput(fixtures, { planIds: [], endpoints: {} }))
  const publish = () => changeLifecycle(admin, { id: api.id, input: lifecycle('publish') })
  await refused(publish(), 'conflict', /offers no plan yet/)
  await updateApi(admin, { id: api.id, changes: { planIds: [planId] } })
  await refused(publish(), 'conflict', /has no endpoint yet/)
  await createEndpoint(admin, { apiId: api.id, input: endpointInput() })
  const { deployedToEnvironmentId, api: published } = await publish()
  assert.equal(deployedToEnvironmentId, environmentId)
  assert.equal(published.state, 'published')
  await refused(updateApi(admin, { id: api.id, changes: { planIds: [] } }), 'conflict', /at least one plan/)
  await refused(
    changeLifecycle(admin, { id: api.id, input: lifecycle('block', { deprecateOlder: true }) }),
    'invalid',
    /goes with publish only/,
  )
})

test('a new version is a copy; publishing it takes over subscriptions and deprecates what is older', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, reader, put, planId } = fixtures
  const first = await createApi(admin, apiInput(fixtures, { version: '2.9.0', docs: '# Hi', isDefaultVersion: true }))
  await attachPolicy(admin, { apiId: first.id, input: policyInput() })
  await changeLifecycle(admin, { id: first.id, input: lifecycle('publish') })
  const otherPlan = await put('plan', planNamed('Legacy'))
  const states = [
    ['a', planId, 'active'],
    ['b', planId, 'blocked'],
    ['c', planId, 'pending'],
    ['d', otherPlan.id, 'active'],
  ] as const
  for (const [name, plan, state] of states) {
    const application = await put('application', {
      name,
      kind: 'shared',
      teamId: null,
      ownerId: null,
      ownerName: null,
      costCentre: null,
      managedBy: null,
    })
    await put('subscription', {
      applicationId: application.id,
      apiId: first.id,
      planId: plan,
      state,
      overrides: null,
      quotaResetAt: null,
      managedBy: null,
    })
  }
  await refused(
    createApiVersion(admin, { id: first.id, input: { version: '2.10.0', isDefaultVersion: true } }),
    'conflict',
    /answers at \/openaiapi now, and 2.10.0 is not published/,
  )
  await refused(
    createApiVersion(admin, { id: first.id, input: { version: '2.9.0', isDefaultVersion: false } }),
    'conflict',
    /already/,
  )
  const second = await createApiVersion(admin, { id: first.id, input: { version: '2.10.0', isDefaultVersion: false } })
  assert.deepEqual([second.state, second.docs, second.isDefaultVersion], ['created', '# Hi', false])
  assert.equal(await reader.count('endpoint', { apiId: second.id }), 1)
  assert.equal(await reader.count('policyAttachment', { apiId: second.id }), 1)
  const { api, ...effects } = await changeLifecycle(admin, {
    id: second.id,
    input: lifecycle('publish', { deprecateOlder: true }),
  })
  assert.equal(api.state, 'published')
  assert.deepEqual(
    [effects.copiedSubscriptions, effects.leftSubscriptions, effects.deprecatedApiIds],
    [2, 1, [first.id]],
  )
  assert.deepEqual((await reader.find('subscription', { apiId: second.id })).map(({ state }) => state).sort(), [
    'active',
    'blocked',
  ])
  assert.equal((await getApi(admin, first.id)).state, 'deprecated')
  await setDefaultVersion(admin, { id: second.id, isDefaultVersion: true })
  assert.equal((await getApi(admin, first.id)).isDefaultVersion, false)
  assert.deepEqual((await reader.find('apiAddress', { apiId: second.id })).map(({ address }) => address).sort(), [
    '/openaiapi',
    '/openaiapi/2.10.0',
  ])
})

test('with requireResubscription nobody is subscribed to the new version', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, put, planId } = fixtures
  const first = await createApi(admin, apiInput(fixtures))
  await changeLifecycle(admin, { id: first.id, input: lifecycle('publish') })
  const application = await put('application', {
    name: 'a',
    kind: 'shared',
    teamId: null,
    ownerId: null,
    ownerName: null,
    costCentre: null,
    managedBy: null,
  })
  await put('subscription', {
    applicationId: application.id,
    apiId: first.id,
    planId,
    state: 'active',
    overrides: null,
    quotaResetAt: null,
    managedBy: null,
  })
  await refused(
    changeLifecycle(admin, { id: first.id, input: lifecycle('unpublish') }),
    'conflict',
    /has 1 subscription/,
  )
  const second = await createApiVersion(admin, { id: first.id, input: { version: '3', isDefaultVersion: false } })
  const { copiedSubscriptions, deprecatedApiIds } = await changeLifecycle(admin, {
    id: second.id,
    input: lifecycle('publish', { requireResubscription: true }),
  })
  assert.deepEqual([copiedSubscriptions, deprecatedApiIds], [0, []])
})

test('removeApi takes all that is its own, and refuses while somebody uses it', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, reader, put, planId, environmentId } = fixtures
  const api = await createApi(admin, apiInput(fixtures))
  await attachPolicy(admin, { apiId: api.id, input: policyInput() })
  await deployApi(admin, { apiId: api.id, input: { note: '' } })
  await put('roleBinding', {
    subjectKind: 'person',
    subjectId: 'per_x',
    role: 'publisher',
    scopeKind: 'api',
    scopeId: api.id,
  })
  const application = await put('application', {
    name: 'a',
    kind: 'shared',
    teamId: null,
    ownerId: null,
    ownerName: null,
    costCentre: null,
    managedBy: null,
  })
  await refused(removeApi(admin, api.id), 'conflict', /deployed to 1 environment/)
  await undeployApi(admin, { apiId: api.id, environmentId })
  const subscription = await put('subscription', {
    applicationId: application.id,
    apiId: api.id,
    planId,
    state: 'active',
    overrides: null,
    quotaResetAt: null,
    managedBy: null,
  })
  await refused(removeApi(admin, api.id), 'conflict', /has 1 subscription/)
  await fixtures.services.store.change(
    { organisationId: 'org_a', actor: { kind: 'system', id: null, name: 't' }, verb: 't', from: 't', requestId: null },
    (writer) => writer.update('subscription', subscription, { state: 'refused' }),
  )
  await removeApi(admin, api.id)
  for (const kind of [
    'api',
    'apiAddress',
    'endpoint',
    'policyAttachment',
    'apiRevision',
    'subscription',
    'roleBinding',
  ] as const)
    assert.equal(await reader.count(kind, {}), 0, kind)
  const published = await createApi(admin, apiInput(fixtures))
  await changeLifecycle(admin, { id: published.id, input: lifecycle('publish') })
  await refused(removeApi(admin, published.id), 'conflict', /only a created or retired API/)
})

function lifecycle(action: string, more: object = {}) {
  return apiLifecycleSchema.parse({ action, ...more })
}

async function seen(verb: ApiFixtures['admin']): Promise<string[]> {
  return (await listApis(verb, { limit: 50 })).items.map(({ name }: ApiRecord) => name)
}
