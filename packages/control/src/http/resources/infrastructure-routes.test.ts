// First: it gives schemas what the app's description of itself needs of them.
import '@hono/zod-openapi'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { apiFixtures } from '../../testing/api-fixtures.ts'
import { createApp } from '../app.ts'
import { credentialRoutes } from './credentials.ts'
import { environmentRoutes } from './environments.ts'
import { gatewayRoutes } from './gateways.ts'
import { modelRoutes } from './models.ts'
import { providerRoutes } from './providers.ts'
import { settingRoutes } from './settings.ts'

const routes = [
  ...providerRoutes,
  ...credentialRoutes,
  ...modelRoutes,
  ...environmentRoutes,
  ...gatewayRoutes,
  ...settingRoutes,
]

interface Answer {
  readonly status: number
  readonly etag: string | null
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

/** These resources behind the real app, asked by an administrator. */
async function mounted(t: Parameters<typeof apiFixtures>[0]) {
  const link = { url: 'https://control.example.com:9443', fingerprint: 'cd'.repeat(32) }
  const { services, admin, providerId, environmentId } = await apiFixtures(t, { link })
  const identify = () => Promise.resolve(admin.actor)
  const log = pino({ level: 'silent' })
  const app = createApp({ services, routes, identify, mounts: [], version: '0.0.0', consoleFolder: '/nowhere', log })
  const ask = async (
    method: string,
    path: string,
    { body, ifMatch }: { body?: object; ifMatch?: string } = {},
  ): Promise<Answer> => {
    const response = await app.request(`https://control/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = text === '' ? {} : (JSON.parse(text) as Answer['body'])
    return { status: response.status, etag: response.headers.get('etag'), text, body: json }
  }
  return { ask, providerId, environmentId }
}

test('join tokens are no gateways: their routes come first', async (t) => {
  const { ask } = await mounted(t)
  const made = await ask('POST', '/gateways/join-tokens', { body: { name: 'eu-1' } })
  assert.equal(made.status, 201)
  assert.match(String(made.body.token), /^tgj_/)
  const listed = await ask('GET', '/gateways/join-tokens')
  assert.equal(listed.status, 200)
  assert.ok(!listed.text.includes('tgj_') && !listed.text.includes('digest'))
  assert.equal((await ask('GET', '/gateways')).status, 200)
  assert.equal((await ask('DELETE', `/gateways/join-tokens/${made.body.id}`)).status, 204)
  assert.equal((await ask('DELETE', `/gateways/join-tokens/${made.body.id}`)).status, 404)
})

test('a credential goes in whole and never comes out', async (t) => {
  const { ask, providerId } = await mounted(t)
  const secret = 'sk-planted-secret-value'
  const fields = { providerId, name: 'main', origin: 'https://api.openai.com' }
  const made = await ask('POST', '/credentials', { body: { ...fields, secret: `Bearer ${secret}` } })
  assert.deepEqual([made.status, made.etag, made.body.lastFour], [201, '"1"', 'alue'])
  const path = `/credentials/${made.body.id}`
  const answers = [
    made,
    await ask('GET', path),
    await ask('GET', '/credentials'),
    await ask('POST', '/credentials', { body: { ...fields, secret } }),
    await ask('POST', '/credentials', { body: { ...fields, name: 'other', secret: `${secret}\nx` } }),
    await ask('PATCH', path, { body: { origin: 'https://attacker.example' } }),
    await ask('PATCH', path, { body: { sealed: secret } }),
    await ask('POST', `${path}/rotate`, { body: { secret } }),
    await ask('POST', `${path}/activate`),
    await ask('DELETE', path, { ifMatch: '"7"' }),
    await ask('DELETE', `${path}/next`),
    await ask('DELETE', path, { ifMatch: '"1"' }),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 200, 200, 409, 400, 400, 400, 400, 409, 412, 204, 204],
  )
  for (const { text } of answers) assert.ok(!text.includes('planted') && !text.includes('sealed":"'), text)
  assert.deepEqual(answers[5]?.body.errors, [
    {
      field: 'secret',
      reason:
        'is needed again: it was given for https://api.openai.com and is not sent to https://attacker.example unless you say so',
    },
  ])
})

test('settings have an ETag before they are set', async (t) => {
  const { ask } = await mounted(t)
  const read = await ask('GET', '/settings/keyLifetimeDaysMax')
  assert.deepEqual([read.etag, read.body.isDefault], ['"0"', true])
  const set = await ask('PUT', '/settings/keyLifetimeDaysMax', { body: { value: 30 }, ifMatch: '"0"' })
  assert.deepEqual([set.status, set.etag, set.body.value], [200, '"1"', 30])
  assert.equal((await ask('PUT', '/settings/keyLifetimeDaysMax', { body: { value: 31 }, ifMatch: '"0"' })).status, 412)
  assert.equal((await ask('PUT', '/settings/keyLifetimeDaysMax', { body: {} })).status, 400)
  assert.equal((await ask('PUT', '/settings/auditRetention', { body: { value: 30 } })).status, 404)
  assert.equal((await ask('DELETE', '/settings/keyLifetimeDaysMax')).status, 204)
})

test('what may not be written is refused by its name, in every resource', async (t) => {
  const { ask, providerId, environmentId } = await mounted(t)
  const model = await ask('POST', '/models', { body: { providerId, model: 'gpt-5.4' } })
  const bodies = ['organisationId', 'revision', 'managedBy', 'digest', 'state'].map((name) => ({ [name]: 'x' }))
  for (const path of [`/providers/${providerId}`, `/environments/${environmentId}`, `/models/${model.body.id}`])
    for (const body of bodies) {
      const answer = await ask('PATCH', path, { body })
      assert.equal(answer.status, 400, path)
      assert.deepEqual(answer.body.errors, [{ field: Object.keys(body)[0], reason: 'is not known here' }])
    }
  assert.equal(
    (await ask('PATCH', `/models/${model.body.id}`, { body: { alias: 'best' }, ifMatch: '"1"' })).etag,
    '"2"',
  )
  assert.equal((await ask('GET', `/environments/${environmentId}`)).body.name, 'default')
})
