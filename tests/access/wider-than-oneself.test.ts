import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Answer } from './client.ts'
import { ok, type SignedUp, signUp } from './people.ts'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

type Call = (method: string, path: string, body?: unknown) => Promise<Answer>

function as(who: { readonly token: Readonly<Record<string, string>> }): Call {
  return (method, path, body) =>
    world.client.send({ method, path: `/api/v1${path}`, headers: who.token, ...(body === undefined ? {} : { body }) })
}

/** Refused with one of these, and nothing has changed. */
async function refused(answer: Promise<Answer>, ...statuses: number[]): Promise<void> {
  const before = world.state.dump()
  const { status, text } = await answer
  assert.ok(statuses.includes(status), `${status} ${text}`)
  assert.equal(world.state.dump(), before, text)
}

/** Somebody new with these roles. */
async function newcomer(name: string, roles: readonly string[]): Promise<SignedUp> {
  const email = `${name}@acme.example`
  const { json } = ok(await local()('POST', '/people', { email, name, roles }))
  return await signUp(world.client, { id: String(json.id), email, url: String(json.invitationUrl) })
}

function local(): Call {
  return as({ token: world.local })
}

test('a developer makes no key and no subscription on an application of another team or person', async () => {
  const { ids } = world
  const stranger = as(await newcomer('stranger', ['developer']))
  const subscription = { apiId: ids.api, planId: ids.plan }
  const ask = { kind: 'key', applicationId: ids.application, name: 'x', why: 'x' }
  const raise = { kind: 'raise', subscriptionId: ids.subscription, endsAt: '2027-06-01T00:00:00Z', why: 'x' }
  await refused(stranger('POST', `/applications/${ids.application}/keys`, { name: 'x' }), 404)
  await refused(stranger('POST', `/applications/${ids.application}/subscriptions`, subscription), 404)
  await refused(stranger('PATCH', `/keys/${ids.key}`, { name: 'x' }), 404)
  await refused(stranger('POST', `/keys/${ids.key}/rotate`, {}), 404)
  await refused(stranger('POST', `/keys/${ids.key}/revoke`), 404)
  await refused(stranger('PATCH', `/subscriptions/${ids.subscription}`, { planId: ids.plan }), 404)
  await refused(stranger('POST', '/requests', ask), 400, 404)
  await refused(
    stranger('POST', '/requests', { ...raise, limits: [{ metric: 'requests', limit: 9, per: 'day' }] }),
    ...[400, 404],
  )
  await refused(stranger('POST', '/applications', { name: 'x', teamId: ids.team }), 400)
  await refused(stranger('POST', `/requests/${ids.approvedRequest}/key`), 404)
  await refused(stranger('GET', `/applications/${ids.application}`), 404)
})

test('a key stands for nobody else, lives no longer than is allowed, and is no text of one’s own', async () => {
  const { ids, people } = world
  const developer = as(people.developer)
  const keys = `/applications/${ids.application}/keys`
  await refused(developer('POST', keys, { name: 'x', personId: people.admin.id }), 400, 403, 404)
  await refused(developer('POST', keys, { name: 'x', value: 'a-key-of-another-gateway-1234567890' }), 400, 403)
  await local()('PUT', '/settings/keyLifetimeDaysMax', { value: 10 })
  await local()('PUT', '/settings/keysWithoutExpiryAllowed', { value: false })
  await refused(developer('POST', keys, { name: 'x', expiresInDays: 11 }), 400)
  await refused(developer('POST', keys, { name: 'x', expiresAt: null }), 400)
  await refused(developer('POST', keys, { name: 'x', expiresAt: '2099-01-01T00:00:00Z' }), 400)
  const ending = String(ok(await developer('POST', keys, { name: 'ending', expiresInDays: 5 })).json.id)
  await refused(developer('PATCH', `/keys/${ending}`, { expiresAt: '2099-01-01T00:00:00Z' }), 400)
  await refused(developer('PATCH', `/keys/${ending}`, { expiresAt: null }), 400)
  await refused(developer('POST', `/keys/${ids.key}/rotate`, { expiresInDays: 11 }), 400)
  const made = ok(await developer('POST', keys, { name: 'x' }))
  assert.ok(Date.parse(String(made.json.expiresAt)) <= Date.now() + 10 * 86_400_000)
  await local()('PUT', '/settings/productionKeysNeedApproval', { value: true })
  await refused(developer('POST', keys, { name: 'y', expiresInDays: 5 }), 403, 409)
  await refused(developer('POST', `/requests/${ids.request}/approve`, {}), 403)
  world.state.reset()
})

test('a plan outside one’s audience and an API that one does not see are not to be had', async () => {
  const { ids, people } = world
  const developer = as(people.developer)
  ok(await local()('PATCH', `/plans/${ids.manualPlan}`, { audienceTeamIds: [ids.emptyTeam], approval: 'automatic' }))
  const subscriptions = `/applications/${ids.freeApplication}/subscriptions`
  await refused(developer('POST', subscriptions, { apiId: ids.api, planId: ids.manualPlan }), 400)
  await refused(developer('PATCH', `/subscriptions/${ids.subscription}`, { planId: ids.manualPlan }), 400)
  await refused(developer('POST', subscriptions, { apiId: ids.api, planId: ids.sparePlan }), 400)
  await refused(developer('POST', subscriptions, { apiId: ids.draftApi, planId: ids.plan }), 400, 404, 409)
  ok(await local()('PATCH', `/apis/${ids.api}`, { visibleToTeamIds: [ids.emptyTeam] }))
  await refused(developer('POST', subscriptions, { apiId: ids.api, planId: ids.plan }), 400, 404)
  world.state.reset()
})

test('nobody gives what they do not have, and a role holds in its scope alone', async () => {
  const { ids, people } = world
  const publisher = as(people.publisher)
  const binding = { subjectKind: 'person', subjectId: people.publisher.id, role: 'admin' }
  await refused(publisher('POST', '/role-bindings', binding), 403)
  await refused(publisher('POST', '/people', { email: 'x@acme.example', name: 'x', roles: ['admin'] }), 403)
  await refused(publisher('PATCH', `/people/${people.publisher.id}`, { name: 'x' }), 403)
  const helper = await newcomer('helper', [])
  const scope = { subjectKind: 'person', subjectId: helper.id, role: 'publisher', scopeKind: 'api', scopeId: ids.api }
  ok(await local()('POST', '/role-bindings', scope))
  const ofOne = as(helper)
  ok(await ofOne('PATCH', `/apis/${ids.api}`, { description: 'mine' }))
  await refused(ofOne('PATCH', `/apis/${ids.draftApi}`, { description: 'mine' }), 403, 404)
  await refused(ofOne('DELETE', `/apis/${ids.draftApi}`), 403, 404)
  await refused(ofOne('POST', `/apis/${ids.draftApi}/lifecycle`, { action: 'publish' }), 403, 404)
  await refused(ofOne('POST', `/apis/${ids.draftApi}/test-keys`, {}), 403, 404)
  await refused(ofOne('POST', '/policies', { policy: 'prompt-decorator', config: { text: 'x' } }), 403)
  await refused(ofOne('PATCH', `/policies/${ids.organisationPolicy}`, { mode: 'observe' }), 403, 404)
  await refused(ofOne('POST', '/plans', { name: 'x' }), 403)
  await refused(ofOne('GET', `/apis/${ids.draftApi}`), 403, 404)
  await refused(ofOne('PUT', `/apis/${ids.api}/policies/order`, { ids: [ids.organisationPolicy] }), 400, 404, 409)
  const other = { apiId: ids.draftApi }
  await refused(ofOne('PATCH', `/endpoints/${ids.endpoint}`, other), 400)
  await refused(ofOne('POST', '/role-bindings', { ...scope, scopeId: ids.draftApi }), 403)
  world.state.reset()
})

test('an administrator of one team is one of that team alone', async () => {
  const { ids } = world
  const lead = await newcomer('lead', [])
  const scope = { subjectKind: 'person', subjectId: lead.id, role: 'admin', scopeKind: 'team', scopeId: ids.emptyTeam }
  ok(await local()('POST', '/role-bindings', scope))
  const ofTeam = as(lead)
  await refused(ofTeam('PATCH', `/teams/${ids.team}`, { name: 'x' }), 403, 404)
  await refused(ofTeam('POST', `/teams/${ids.team}/members`, { personId: lead.id }), 403, 404)
  await refused(ofTeam('POST', '/role-bindings', { ...scope, scopeKind: 'organisation', scopeId: null }), 403)
  await refused(ofTeam('POST', '/role-bindings', { ...scope, scopeId: ids.team }), 403)
  await refused(ofTeam('POST', '/people', { email: 'x@acme.example', name: 'x', roles: ['developer'] }), 403)
  await refused(ofTeam('POST', `/people/${world.people.admin.id}/suspend`), 403, 404)
  await refused(ofTeam('PUT', '/settings/organisationName', { value: 'x' }), 403)
  await refused(ofTeam('POST', '/configuration/apply', { document: {} }), 400, 403)
  await refused(ofTeam('GET', '/configuration'), 403)
  await refused(ofTeam('GET', '/audit'), 403)
  await refused(ofTeam('POST', '/gateways/join-tokens', {}), 403)
  await refused(ofTeam('PATCH', `/applications/${ids.application}`, { name: 'x' }), 403, 404)
  await refused(ofTeam('DELETE', `/apis/${ids.draftApi}`), 403, 404)
  await refused(ofTeam('DELETE', `/role-bindings/${ids.roleBinding}`), 403, 404)
  world.state.reset()
})
