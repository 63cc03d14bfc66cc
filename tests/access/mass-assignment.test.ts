import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Route } from '@tollgate/control/http/route'
import { routes } from '@tollgate/control/http/routes'
import { requestOf } from './call-route.ts'
import { routeCalls } from './route-calls.ts'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

/** Nobody sets these, wherever they may be read. */
const never = {
  ...{ id: 'mine_1', organisationId: 'org_other', revision: 99, state: 'active', digest: '00', managedBy: null },
  ...{ role: 'admin', roles: ['admin'], isAdmin: true, createdAt: '2020-01-01T00:00:00Z', updatedAt: null },
  ...{ sealed: 'x', authUserId: 'x', lastFour: 'abcd', readOnly: false, constructor: 'x', prototype: {} },
}

test('what a body may not set is refused by name, field by field, and nothing changes', async () => {
  const calls = routeCalls(world.ids)
  for (const route of routes.filter(({ method }) => method !== 'get')) {
    const call = calls[route.operationId] ?? {}
    const extra = Object.fromEntries(
      Object.entries(foreignFields(route)).filter(([name]) => !writable(route).has(name)),
    )
    const before = world.state.dump()
    const headers = world.identities.admin.token
    const answer = await world.client.send({
      ...requestOf(route, { ...call, body: { ...call.body, ...extra } }),
      headers,
    })
    const refusal = `${route.operationId}: ${answer.status} ${answer.text}`
    assert.equal(answer.status, 400, refusal)
    const named = ((answer.json.errors ?? []) as { field: string }[]).map(({ field }) => field)
    for (const name of Object.keys(extra)) assert.ok(named.includes(name), `${name} is not named: ${refusal}`)
    assert.equal(world.state.dump(), before, `${route.operationId} changed something`)
  }
})

test('a body with __proto__ changes nobody', async () => {
  const { client, identities, ids, state } = world
  const before = state.dump()
  const body = '{"__proto__":{"role":"admin","state":"active"},"name":"x"}'
  const path = `/api/v1/plans/${ids.plan}`
  const answer = await client.send({ method: 'PATCH', path, headers: identities.admin.token, body })
  assert.equal(answer.status, 400, answer.text)
  assert.equal(state.dump(), before)
})

/** Everything that the resource shows, and what it never shows. */
function foreignFields({ answer }: Route): Record<string, unknown> {
  const shown = answer !== undefined && 'shape' in answer ? Object.keys(answer.shape as object) : []
  return { ...Object.fromEntries(shown.map((name) => [name, 'x'])), ...never }
}

function writable({ body }: Route): ReadonlySet<string> {
  if (body === undefined) return new Set()
  const shapes = 'options' in body ? (body.options as { shape: object }[]) : [body as unknown as { shape: object }]
  return new Set(shapes.flatMap(({ shape }) => Object.keys(shape)))
}
