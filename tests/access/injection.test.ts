import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Route } from '@tollgate/control/http/route'
import { routes } from '@tollgate/control/http/routes'
import { requestOf } from './call-route.ts'
import type { Answer, Sent } from './client.ts'
import { type RouteCall, routeCalls } from './route-calls.ts'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

const texts = [
  "' OR '1'='1",
  `"; DROP TABLE plan; --`,
  "1' UNION SELECT digest FROM api_key --",
  '%_\\%',
  '$1 {{7*7}} <%= 7*7 %>',
  '{"$ne":null}',
  'a\u0000b',
  '\ud800 alone',
  '../../../../etc/passwd',
  '\u202etxt.exe',
  '😀'.repeat(40),
  'x'.repeat(100_000),
  '__proto__',
  '',
]

/** What stands for a text where JSON could stand too. */
const notTexts: readonly unknown[] = [{ $ne: null }, [], null, 1e308, true]

const encodedPaths = [
  '%27%20OR%201%3D1',
  '%00',
  '%ED%A0%80',
  '%',
  '%2e%2e%2f',
  'a%2Fb',
  'x'.repeat(4_000),
  '__proto__',
  '%F0%9F%98%80',
]

const headerSets: ReadonlyArray<Readonly<Record<string, string>>> = [
  { 'if-match': `"1' OR '1'='1"` },
  { 'if-match': '"999999999999999999999"' },
  { 'x-request-id': `'; DROP TABLE plan; --` },
  { 'x-request-id': 'x'.repeat(4_000) },
  { 'x-forwarded-for': `127.0.0.1' OR 1=1`, 'x-forwarded-host': 'evil.example', forwarded: 'for=127.0.0.1;host=evil' },
  { cookie: `__Host-tollgate=' OR 1=1 --; __Host-tollgate=x` },
  { 'content-type': 'application/json; charset=utf-7' },
  { accept: '../../x', 'accept-language': `'`.repeat(500) },
  { 'x-http-method-override': 'DELETE', 'x-original-url': '/api/v1/me' },
]

test('hostile paths: 404, and nothing changes', async () => {
  for (const route of routes.filter(({ params }) => params !== undefined)) {
    const names = Object.keys(route.params?.shape ?? {})
    const call = callOf(route)
    for (const name of names)
      for (const text of someOf(encodedPaths, name + route.operationId)) {
        const { path } = requestOf(route, { ...call, params: { ...call.params, [name]: 'HERE' } })
        const answer = await tried(route, { ...requestOf(route, call), path: path.replace('HERE', text) })
        assert.ok(
          [400, 404, 405].includes(answer.status),
          `${route.operationId} ${text}: ${answer.status} ${answer.text}`,
        )
      }
  }
})

test('hostile queries: refused by name, or an empty list, never a mistake of ours', async () => {
  for (const route of routes) {
    const names = [...Object.keys(route.query?.shape ?? {}), 'sort', "x' OR 1=1 --"]
    for (const name of names)
      for (const text of textsFor(name)) {
        const call = callOf(route)
        const sent = requestOf(route, { ...call, query: { ...call.query, [name]: text.toWellFormed() } })
        // Longer heads are refused by Node itself.
        if (sent.path.length < 12_000) await tried(route, sent)
      }
  }
})

test('hostile headers: every route answers what it answers without them, or a refusal', async () => {
  const sample = routes.filter(({ method, operationId }) => method === 'get' || operationId.startsWith('update'))
  for (const route of sample)
    for (const headers of someOf(headerSets, route.operationId))
      await tried(route, { ...requestOf(route, callOf(route)), headers })
})

test('hostile texts in bodies: stored as they are, or refused with nothing changed', async () => {
  for (const route of routes.filter(({ body }) => body !== undefined)) {
    const call = callOf(route)
    const fields = Object.entries(call.body ?? {}).filter(([, value]) => typeof value === 'string')
    for (const [field] of fields)
      for (const value of [...textsFor(field + route.operationId), ...notTexts])
        await triedBody(route, { call, field, value })
  }
})

test('free texts are stored as they are', async () => {
  for (const text of texts.slice(0, 6)) {
    const body = { name: text, description: text }
    const headers = world.identities.admin.token
    const answer = await world.client.send({ method: 'POST', path: '/api/v1/plans', headers, body })
    assert.deepEqual([answer.status, answer.json.name, answer.json.description], [201, text, text])
    const found = await world.client.send({
      ...{ method: 'GET', headers },
      path: `/api/v1/plans?${new URLSearchParams({ search: text })}`,
    })
    assert.deepEqual(
      (found.json.items as { name: string }[]).map(({ name }) => name),
      [text],
    )
    world.state.reset()
  }
})

test('bodies that are no JSON object, or are not what they say, are refused', async () => {
  const route = { method: 'post', path: '/plans' } as const
  const bodies = [
    '{',
    'null',
    '[]',
    '"x"',
    '1',
    '{"name":"a","name":"b"',
    '[['.repeat(50_000),
    '\ufeff{}',
    '{"name":"\\ud800"}',
  ]
  for (const body of bodies) {
    const before = world.state.version()
    const headers = world.identities.admin.token
    const answer = await world.client.send({ ...requestOf(route, {}), body, headers })
    assert.equal(answer.status, 400, `${body.slice(0, 30)}: ${answer.text}`)
    assert.equal(world.state.version(), before)
  }
})

function textsFor(place: string): readonly string[] {
  return someOf(texts, place)
}

/** Four of them, others for other places: together they are all tried often enough. */
function someOf<One>(all: readonly One[], place: string): readonly One[] {
  const start = [...place].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0)
  return [0, 1, 2, 3].flatMap((step) => all[(start + step * 5) % all.length] ?? [])
}

function callOf(route: Route): RouteCall {
  return routeCalls(world.ids)[route.operationId] ?? {}
}

/** Calls as the administrator: no answer may be a mistake of ours, and no refusal may have changed anything. */
async function tried(route: Pick<Route, 'operationId'>, sent: Sent): Promise<Answer> {
  const { client, state, identities } = world
  const before = state.version()
  const answer = await client.send({ ...sent, headers: { ...identities.admin.token, ...sent.headers } })
  const said = `${route.operationId} ${sent.path.slice(0, 200)} ${JSON.stringify(sent.body)?.slice(0, 300)}: ${answer.status} ${answer.text.slice(0, 400)}`
  assert.ok(answer.status < 500, said)
  if (answer.status >= 400) {
    assert.doesNotMatch(answer.text, /sqlite|constraint failed|\.ts:\d+|node_modules/i, said)
    assert.equal(state.version(), before, said)
  } else if (sent.method !== 'GET') state.reset()
  return answer
}

async function triedBody(
  route: Route,
  { call, field, value }: { call: RouteCall; field: string; value: unknown },
): Promise<void> {
  const answer = await tried(route, requestOf(route, { ...call, body: { ...call.body, [field]: value } }))
  const stored = answer.json[field]
  if (answer.status >= 400 || typeof stored !== 'string' || typeof value !== 'string') return
  const same = [value, value.trim(), value.trim().toLowerCase()].includes(stored)
  assert.ok(same, `${route.operationId} ${field}: ${value.slice(0, 100)} became ${stored.slice(0, 100)}`)
}
