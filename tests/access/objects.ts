// Long because it makes one object of each kind.
import { randomRecords } from '@tollgate/control/analytics/testing/random-records'
import type { Services } from '@tollgate/control/services/verb'
import { keptRequest } from '@tollgate/control/testing/kept-request'
import type { Client } from './client.ts'
import type { Identity } from './identities.ts'
import { makeToken, ok, type SignedUp } from './people.ts'

/** Nothing listens there: a provider that is never reached. */
export const providerOrigin = 'http://127.0.0.1:9'
export const providerUrl = `${providerOrigin}/v1`

interface Place {
  readonly client: Client
  readonly local: { readonly authorization: string }
  readonly people: Readonly<Record<'developer' | 'colleague' | 'suspended', SignedUp>>
  readonly organisationId: string
  readonly services: Pick<Services, 'store' | 'analytics'>
}

type Make = (path: string, body: unknown, as?: Identity['token']) => Promise<string>

/** Ids of what the first organisation has, each made by the route that makes it. */
export type ObjectIds = Awaited<ReturnType<typeof makeObjects>>

export async function makeObjects(place: Place) {
  const { client, local } = place
  const make: Make = async (path, body, as = local) => {
    const { json } = ok(await client.send({ method: 'POST', path: `/api/v1${path}`, headers: as, body }))
    return String(json.id)
  }
  const people = await makePeople(place, make)
  const infrastructure = await makeInfrastructure(place, make)
  const apis = await makeApis(place, make, infrastructure)
  const consumers = await makeConsumers(place, make, { ...people, ...infrastructure, ...apis })
  const calls = await makeCalls(place, { ...apis, ...consumers })
  return { ...people, ...infrastructure, ...apis, ...consumers, ...calls }
}

/** One call of the developer's application, in a conversation. */
async function makeCalls(
  { services, organisationId }: Place,
  { api, application }: { readonly api: string; readonly application: string },
) {
  const callers = {
    applications: [{ id: application, name: 'agents', team: 'Payments' }],
    apis: [{ id: api, name: 'live', version: '1' }],
    people: [null],
  }
  const at = Date.now() - 60_000
  const [record] = randomRecords(1, { seed: 1, from: at, to: at, callers })
  if (record === undefined) throw new Error('there is no record')
  const call = { ...record, agent: { ...record.agent, metadata: JSON.stringify({ thread_id: 'thread-1' }) } }
  await services.analytics.ingest([call], { organisationId, gatewayId: 'gw_local' })
  return { call: call.id, conversation: 'thread-1' }
}

async function makePeople({ client, people: { developer, colleague, suspended } }: Place, make: Make) {
  const team = await make('/teams', { name: 'Payments' })
  const emptyTeam = await make('/teams', { name: 'Empty' })
  await make(`/teams/${team}/members`, { personId: developer.id })
  await make(`/teams/${team}/members`, { personId: colleague.id })
  const invited = await make('/people', { email: 'invited@acme.example', name: 'Invited' })
  const binding = { subjectKind: 'person', subjectId: colleague.id, role: 'viewer', scopeKind: 'team', scopeId: team }
  const roleBinding = await make('/role-bindings', binding)
  const accessToken = (await makeToken(client, developer.cookie, { name: 'laptop' })).id
  const ids = { developer: developer.id, colleague: colleague.id, suspended: suspended.id }
  return { ...ids, team, emptyTeam, invited, roleBinding, accessToken }
}

async function makeInfrastructure({ services: { store }, organisationId }: Place, make: Make) {
  const provider = await make('/providers', { name: 'house', type: 'openai-compatible' })
  const spareProvider = await make('/providers', { name: 'spare', type: 'openai-compatible' })
  const credentialOf = (name: string) => ({
    providerId: provider,
    name,
    secret: 'sk-1234567890',
    origin: providerOrigin,
  })
  const credential = await make('/credentials', credentialOf('main'))
  const spareCredential = await make('/credentials', credentialOf('spare'))
  await make(`/credentials/${spareCredential}/rotate`, { secret: 'sk-next-1234567890', activate: false })
  const model = await make('/models', { providerId: provider, model: 'house-1' })
  const [first] = await store.read(organisationId).find('environment', {})
  const environment = first?.id ?? ''
  const spareEnvironment = await make('/environments', { name: 'staging' })
  const insertGateway = async (name: string, state: 'active' | 'revoked') => {
    const actor = { kind: 'system', id: null, name: 'test' } as const
    const context = { organisationId, actor, verb: 'test', from: 'test', requestId: null }
    const record = { environmentId: environment, name, digest: `digest of ${name}`, state }
    return (await store.change(context, (writer) => writer.insert('gateway', record))).id
  }
  const gateway = await insertGateway('far', 'active')
  const revokedGateway = await insertGateway('gone', 'revoked')
  const joinToken = await make('/gateways/join-tokens', { name: 'next' })
  const plan = await make('/plans', { name: 'Free' })
  const sparePlan = await make('/plans', { name: 'Spare' })
  const manualPlan = await make('/plans', { name: 'Asked', approval: 'manual' })
  const organisationPolicy = await make('/policies', { policy: 'prompt-decorator', config: { text: 'Be brief.' } })
  const gateways = { gateway, revokedGateway, joinToken, environment, spareEnvironment }
  const plans = { plan, sparePlan, manualPlan, organisationPolicy }
  return { provider, spareProvider, credential, spareCredential, model, ...gateways, ...plans }
}

type Infrastructure = Awaited<ReturnType<typeof makeInfrastructure>>

async function makeApis({ client, local, services: { store }, organisationId }: Place, make: Make, at: Infrastructure) {
  const { provider: providerId, plan, manualPlan, credential: credentialId } = at
  const endpoints = { production: { url: providerUrl, credentialId } }
  const apiOf = (name: string, version = '1') => ({ name, context: `/${name}`, version, providerId, endpoints })
  const api = await make('/apis', { ...apiOf('live'), planIds: [plan, manualPlan], payloadCapture: 'redacted' })
  await store.keepRequests([keptRequest('kept', api, { organisationId, capture: 'redacted' })], {
    ...{ countMax: 1, bytesMax: 1_000 },
    // Who may replay it is asked; it need not open.
    seal: () => 'sealed elsewhere',
  })
  await make(`/apis/${api}/lifecycle`, { action: 'publish' })
  const apiPolicy = await make(`/apis/${api}/policies`, { policy: 'prompt-decorator', config: { text: 'Be kind.' } })
  await make(`/apis/${api}/deployments`, {})
  const spareEndpoint = await make(`/apis/${api}/endpoints`, { name: 'second', url: providerUrl, credentialId })
  const list = async (path: string) => {
    const { json } = ok(await client.send({ method: 'GET', path: `/api/v1/apis/${api}/${path}`, headers: local }))
    return (json.items as { id: string }[]).map(({ id }) => id)
  }
  const [endpoint = ''] = await list('endpoints')
  const [revision = '', oldRevision = ''] = await list('revisions')
  const draftApi = await make('/apis', { ...apiOf('draft'), planIds: [plan] })
  return { api, draftApi, endpoint, spareEndpoint, apiPolicy, revision, oldRevision }
}

async function makeConsumers(
  { client, local, people: { developer } }: Place,
  make: Make,
  { api, team, plan, manualPlan }: { api: string; team: string; plan: string; manualPlan: string },
) {
  const as = developer.token
  const applicationOf = (name: string) => make('/applications', { name, teamId: team }, as)
  const application = await applicationOf('agents')
  const waitingApplication = await applicationOf('waiting')
  const blockedApplication = await applicationOf('blocked')
  const freeApplication = await applicationOf('free')
  const subscribe = (id: string, planId: string) =>
    make(`/applications/${id}/subscriptions`, { apiId: api, planId, why: 'to test' }, as)
  const subscription = await subscribe(application, plan)
  const pendingSubscription = await subscribe(waitingApplication, manualPlan)
  const blockedSubscription = await subscribe(blockedApplication, plan)
  await make(`/subscriptions/${blockedSubscription}/block`, undefined)
  const key = await make(`/applications/${application}/keys`, { name: 'agent' }, as)
  const revokedKey = await make(`/applications/${application}/keys`, { name: 'old' }, as)
  await make(`/keys/${revokedKey}/revoke`, undefined, as)
  const perDay = { limits: [{ metric: 'requests', limit: 1_000_000, per: 'day' }] }
  const quota = await make('/quotas', { name: 'of the team', scope: 'team', subject: team, ...perDay })
  const denyRule = await make('/deny-rules', { name: 'from there', addresses: ['192.0.2.0/24'] })
  const alertChannel = await make('/alert-channels', { name: 'ops', type: 'slack', url: `${providerOrigin}/ops` })
  // Nothing listens there, and it is paused: what it would send is another suite's.
  const hook = { settings: { type: 'webhook', url: `${providerOrigin}/usage` }, secret: 'a secret to sign with' }
  const exporter = await make('/exporters', { name: 'usage', isPaused: true, ...hook })
  const savedView = await make('/saved-views', { name: 'mine', address: '/analytics/explore?by=team' }, as)
  const setting = { method: 'PUT', path: '/api/v1/settings/productionKeysNeedApproval', headers: local }
  ok(await client.send({ ...setting, body: { value: true } }))
  const ask = { kind: 'key', applicationId: application, why: 'to test' }
  const request = await make('/requests', { ...ask, name: 'asked' }, as)
  const approvedRequest = await make('/requests', { ...ask, name: 'approved' }, as)
  await make(`/requests/${approvedRequest}/approve`, {})
  ok(await client.send({ ...setting, method: 'DELETE' }))
  const applications = { application, waitingApplication, blockedApplication, freeApplication }
  const subscriptions = { subscription, pendingSubscription, blockedSubscription }
  return {
    ...applications,
    ...subscriptions,
    key,
    revokedKey,
    request,
    approvedRequest,
    quota,
    denyRule,
    alertChannel,
    exporter,
    savedView,
  }
}
