import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@tollgate/control/http/routes'
import { readSettings } from '@tollgate/control/settings'
import { layFoundation } from '@tollgate/control/start/foundation'
import { pino } from 'pino'
import { call } from '../harness/call.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { requestOf } from './call-route.ts'
import { providerOrigin, providerUrl } from './objects.ts'
import { password, signIn } from './people.ts'
import { plainForms } from './plain-forms.ts'
import { routeCalls } from './route-calls.ts'
import { startWorld, type World } from './world.ts'

const adminPassword = `canary of the first admin ${randomBytes(8).toString('hex')}`

let world: World
let canaries: ReadonlyMap<string, string>
/** Everything that was answered to a GET. */
let answers = ''

before(async () => {
  world = await startWorld({ TOLLGATE_ADMIN_PASSWORD: adminPassword })
  canaries = await plantCanaries()
  answers = await everyAnswer()
})
after(() => world[Symbol.asyncDispose]())

test('no secret is in any answer: resources, audit log, exported configuration', () => {
  assert.match(answers, /"verb":"credential\.create"/)
  assert.match(answers, /"document":/)
  noneIn('the answers', Buffer.from(answers))
})

test('what the database has of a session opens nothing', async () => {
  const { client, state, people } = world
  const tokens = state.values('auth_session', 'token')
  assert.ok(tokens.length > 0)
  for (const token of tokens)
    for (const value of [token, `${token}.`, `${token}.${Buffer.alloc(32).toString('base64')}`])
      for (const headers of [{ cookie: `__Host-tollgate=${value}` }, { authorization: `Bearer ${value}` }])
        for (const path of ['/api/v1/me', '/api/auth/session'])
          assert.equal((await client.send({ method: 'GET', path, headers })).status, 401)
  assert.equal((await client.send({ method: 'GET', path: '/api/v1/me', headers: people.admin.cookie })).status, 200)
})

test('a copy of the database opens nothing where the master key is another', async () => {
  await using folder = await temporaryFolder()
  cpSync(join(world.tollgate.home, 'tollgate.db'), join(folder.path, 'tollgate.db'))
  const settings = readSettings({ TOLLGATE_HOME: folder.path }, undefined)
  await assert.rejects(layFoundation(settings, pino({ level: 'silent' })), /master key/i)
})

test('no secret is in the data folder or in what was printed, while it runs and after it ended', async () => {
  const { tollgate } = world
  // The last good copy of the gateway is written after a change.
  await until('the usage of the call is written', async () => (await tollgate.usageRecords()).length > 0)
  searchFolder(tollgate.home)
  noneIn('what was printed', Buffer.from(tollgate.logs))
  assert.equal(await tollgate.stop(), 0)
  searchFolder(tollgate.home)
  noneIn('what was printed', Buffer.from(tollgate.logs))
})

/** Secrets of each kind, each made or handed in by its route; by what they are. */
async function plantCanaries(): Promise<ReadonlyMap<string, string>> {
  const { client, ids, people, local } = world
  const made = new Map<string, string>([
    ['password of the first admin', adminPassword],
    ['password of everybody', password],
    ['token of this machine, without its file', local.authorization.replace('Bearer ', '')],
  ])
  const canary = (what: string) => {
    const secret = `sk-canary/${randomBytes(12).toString('base64')}+&${what.length}`
    made.set(what, secret)
    return secret
  }
  const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = people.admin.token) =>
    (await client.send({ method: 'POST', path: `/api/v1${path}`, headers, body })).json
  const credential = { providerId: ids.provider, name: 'canary', origin: providerOrigin }
  const { id } = await post('/credentials', { ...credential, secret: canary('provider secret') })
  await post(`/credentials/${id}/rotate`, { secret: canary('next provider secret'), activate: false })
  await post(`/credentials/${ids.credential}/rotate`, { secret: canary('rotated provider secret') })
  await post(`/apis/${ids.api}/endpoints`, { name: 'canary', url: providerUrl, secret: canary('endpoint secret') })
  await post(`/apis/${ids.api}/endpoints/test`, { url: providerUrl, secret: canary('tried secret') })
  await post(`/apis/${ids.api}/deployments`, {})
  // Refused ones must leave nothing either.
  await post('/credentials', { ...credential, name: 'no', nothing: true, secret: canary('secret of a refused body') })
  await post('/credentials', `{"secret": ${canary('secret of a broken body')}`)
  const keys = `/applications/${ids.application}/keys`
  made.set('API key', String((await post(keys, { name: 'canary' })).key))
  made.set('rotated API key', String((await post(`/keys/${ids.key}/rotate`, {})).key))
  const imported = `imported-${randomBytes(24).toString('hex')}`
  await post(keys, { name: 'imported', value: imported })
  made.set('imported API key', imported)
  made.set('test key', String((await post(`/apis/${ids.api}/test-keys`, {})).key))
  made.set('asked key', String((await post(`/requests/${ids.approvedRequest}/key`, {}, people.developer.token)).key))
  made.set('join token', String((await post('/gateways/join-tokens', { name: 'canary' })).token))
  const cookie = await signIn(client, people.admin.email)
  // What the database has of a session opens nothing without its signature, whose secret is sealed.
  made.set('session', String(cookie.cookie?.split('=')[1]))
  made.set('access token', String((await post('/access-tokens', { name: 'canary' }, cookie)).token))
  const { invitationUrl } = await post('/people', { email: 'canary@acme.example', name: 'Canary' })
  made.set('invitation', String(invitationUrl).split('#token=')[1] ?? '')
  for (const [what, secret] of made) assert.ok(secret.length >= 16 && secret !== 'undefined', `${what}: ${secret}`)
  await callGateway(made.get('API key') ?? '')
  return made
}

/** The provider is away: 502 or so. What counts is that the gateway has the key and the secret in its hands. */
async function callGateway(key: string): Promise<void> {
  const url = `${world.tollgate.httpUrl}/live/1/v1/responses`
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ model: 'house-1', input: 'hello' })
  await until('the gateway knows the key', async () => {
    const { status } = await call(url, { headers, body })
    return status !== 401 && status !== 403 && status !== 404
  })
  await call(`${url}?api_key=${encodeURIComponent(key)}`, {
    headers: { ...headers, authorization: 'Bearer nonsense' },
    body,
  })
}

async function everyAnswer(): Promise<string> {
  const calls = routeCalls(world.ids)
  const texts: string[] = []
  const { token, cookie } = world.people.admin
  for (const route of routes.filter(({ method }) => method === 'get')) {
    const all = { ...calls[route.operationId], query: {} }
    texts.push((await world.client.send({ ...requestOf(route, all), headers: token })).text)
  }
  texts.push((await world.client.send({ method: 'GET', path: '/api/v1/audit?limit=200', headers: token })).text)
  for (const path of ['/api/auth/session', '/api/auth/sessions'])
    texts.push((await world.client.send({ method: 'GET', path, headers: cookie })).text)
  return texts.join('\n')
}

function searchFolder(home: string): void {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = files.map((file) => join(file.parentPath, file.name).slice(home.length + 1))
  for (const wanted of ['tollgate.db', 'usage'])
    assert.ok(
      names.some((name) => name.startsWith(wanted)),
      wanted,
    )
  for (const name of names) noneIn(name, readFileSync(join(home, name)))
}

function noneIn(place: string, bytes: Buffer): void {
  for (const [what, secret] of canaries) {
    if (place === join('secrets', 'local-token')) continue
    for (const [form, text] of plainForms(secret))
      assert.ok(!bytes.includes(text), `${what} is in ${place}, as ${form}`)
  }
}
