// First: it gives schemas what describes them, and only those that are made after it.
import '@hono/zod-openapi'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import type { Actor } from '../../access/actor.ts'
import { type ConsumerFixtures, consumerFixtures } from '../../testing/consumer-fixtures.ts'
import type { TestContext } from '../../testing/stores.ts'
import { createApp } from '../app.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { applicationRoutes } from './applications.ts'
import { requestRoutes } from './requests.ts'
import { subscriptionRoutes } from './subscriptions.ts'

/** What a call answered; `body` is whatever JSON it was. */
interface Answer {
  readonly status: number
  readonly etag: string | null
  readonly body: Record<string, unknown>
}

type Call = (who: string, method: string, path: string, body?: unknown, headers?: object) => Promise<Answer>

/** The routes behind the real router; who calls is said by a header. */
async function served(t: TestContext): Promise<{ fixtures: ConsumerFixtures; call: Call }> {
  const fixtures = await consumerFixtures(t)
  const { alice, bob, carol, admin, services } = fixtures
  const actors = new Map<string, Actor>([
    ...Object.entries({ alice, bob, carol }).map(([name, { verb }]) => [name, verb.actor] as const),
    ['admin', admin.actor],
  ])
  const app = createApp({
    services,
    routes: [...applicationRoutes, ...subscriptionRoutes, ...apiKeyRoutes, ...requestRoutes],
    identify: async (c) => {
      const actor = actors.get(c.req.header('x-test-actor') ?? '')
      assert.ok(actor)
      return actor
    },
    mounts: [],
    version: 'test',
    consoleFolder: '/nowhere',
    log: pino({ level: 'silent' }),
  })
  const call: Call = async (who, method, path, body, headers = {}) => {
    const response = await app.request(`/api/v1${path}`, {
      method,
      headers: { 'x-test-actor': who, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, etag: response.headers.get('etag'), body: text === '' ? {} : JSON.parse(text) }
  }
  return { fixtures, call }
}

test('a developer makes an application, subscribes it and makes a key, which is shown once', async (t) => {
  const { fixtures, call } = await served(t)
  const { api, planId, teamId } = fixtures
  const made = await call('alice', 'POST', '/applications', { name: 'agents', teamId })
  assert.deepEqual([made.status, made.etag, made.body.teamName, made.body.ownerName], [201, '"1"', 'Payments', 'Alice'])
  const at = `/applications/${made.body.id}`
  const subscribed = await call('alice', 'POST', `${at}/subscriptions`, { apiId: api.id, planId })
  assert.deepEqual(
    [subscribed.status, subscribed.body.state, subscribed.body.apiName, subscribed.body.planName],
    [201, 'active', 'OpenAI API/1.0', 'AIGold'],
  )
  const key = await call('alice', 'POST', `${at}/keys`, { name: 'laptop', expiresInDays: 7 })
  assert.equal(key.status, 201)
  const text = String(key.body.key)
  assert.match(text, /^tg_/)
  for (const path of [`/keys/${key.body.id}`, '/keys', `${at}/keys`]) {
    const shown = JSON.stringify((await call('bob', 'GET', path)).body)
    assert.ok(!shown.includes(text) && !/digest/.test(shown) && shown.includes(text.slice(-4)))
    assert.ok(shown.includes('"personName":"Alice"'))
  }
  const renamed = await call('alice', 'PATCH', at, { name: 'agents 2' }, { 'if-match': '"1"' })
  assert.deepEqual([renamed.status, renamed.etag, renamed.body.name], [200, '"2"', 'agents 2'])
  assert.equal((await call('alice', 'PATCH', at, { name: 'agents 3' }, { 'if-match': '"1"' })).status, 412)
  assert.equal((await call('alice', 'DELETE', at)).status, 409)
  assert.equal((await call('alice', 'DELETE', `${at}?cascade=true`)).status, 204)
  assert.equal((await call('alice', 'GET', `/keys/${key.body.id}`)).status, 404)
})

test('a pending subscription is found among what waits, approved, raised and blocked', async (t) => {
  const { fixtures, call } = await served(t)
  const { api, manualPlan, shared } = fixtures
  const asked = { apiId: api.id, planId: manualPlan.id, why: 'For the demo.' }
  const pending = await call('alice', 'POST', `/applications/${shared.id}/subscriptions`, asked)
  assert.equal(pending.body.state, 'pending')
  const waiting = await call('admin', 'GET', '/requests?whose=answer')
  const [request] = waiting.body.items as [Record<string, unknown>]
  assert.deepEqual([request.id, request.why, request.personName], [pending.body.requestId, 'For the demo.', 'Alice'])
  assert.equal((await call('alice', 'POST', `/requests/${request.id}/approve`, {})).status, 403)
  assert.equal((await call('carol', 'GET', `/requests/${request.id}`)).status, 404)
  assert.equal((await call('admin', 'POST', `/requests/${request.id}/approve`, {})).body.state, 'approved')
  assert.equal((await call('admin', 'POST', `/requests/${request.id}/refuse`, { answer: 'No.' })).status, 409)
  const at = `/subscriptions/${pending.body.id}`
  const limits = [{ metric: 'requests', limit: 5, per: '5 minutes' }]
  const raised = await call('admin', 'PUT', `${at}/overrides`, { limits })
  assert.deepEqual(raised.body.overrides, { limits, concurrency: null, outputCap: null, endsAt: null })
  assert.equal((await call('admin', 'DELETE', `${at}/overrides`)).body.overrides, null)
  assert.equal((await call('admin', 'POST', `${at}/block`)).body.state, 'blocked')
  const ofApi = await call('admin', 'GET', `/apis/${api.id}/subscriptions?state=blocked`)
  assert.equal((ofApi.body.items as unknown[]).length, 1)
  assert.equal((await call('alice', 'GET', `/apis/${api.id}/subscriptions`)).status, 403)
})

test('a key is rotated and revoked, and what is wrong is named with its field', async (t) => {
  const { fixtures, call } = await served(t)
  const keys = `/applications/${fixtures.shared.id}/keys`
  const first = await call('alice', 'POST', keys, { name: 'laptop' })
  const rotated = await call('alice', 'POST', `/keys/${first.body.id}/rotate`, { overlapMinutes: 5 })
  assert.deepEqual([rotated.status, rotated.body.rotatedFromId], [201, first.body.id])
  assert.notEqual(rotated.body.key, first.body.key)
  assert.equal((await call('bob', 'POST', `/keys/${rotated.body.id}/revoke`)).body.state, 'revoked')
  assert.equal((await call('bob', 'POST', `/keys/${rotated.body.id}/revoke`)).status, 200)
  const bad = await call('alice', 'POST', keys, { name: 'x', digest: 'ab', allowedAddresses: [''] })
  assert.equal(bad.status, 400)
  const fields = (bad.body.errors as Array<{ field: string }>).map(({ field }) => field)
  assert.deepEqual(fields.sort(), ['allowedAddresses[0]', 'digest'])
  const refused = await call('alice', 'POST', keys, { name: 'x', allowedAddresses: ['::1', '10.0.0.0/99'] })
  assert.deepEqual(
    [refused.status, (refused.body.errors as Array<{ field: string }>)[0]?.field],
    [400, 'allowedAddresses[1]'],
  )
  const raise = await call('alice', 'POST', '/requests', { kind: 'raise', why: 'x' })
  assert.equal(raise.status, 400)
  assert.equal((await call('alice', 'GET', '/openapi.json')).status, 200)
})
