import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { routes } from '@tollgate/control/http/routes'
import { readPage } from '../docs/page.ts'
import { accessPage } from './access-page.ts'
import { requestOf } from './call-route.ts'
import { identityNames } from './identities.ts'
import { call, compareMatrices, type Matrix, measureMatrix } from './matrix.ts'
import { routeCalls } from './route-calls.ts'
import { startWorld, type World } from './world.ts'

const table: Matrix = JSON.parse(readFileSync(new URL('./matrix.json', import.meta.url), 'utf8'))

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

/** All that anybody may reach without being known. */
const openToAll = [
  ...['get /api/v1/health', 'get /api/v1/openapi.json', 'get /api/docs', 'get /api/docs/scalar.js'],
  // The command that connects agents of other machines, which have no log-in yet.
  ...['get /cli.tgz', 'get /cli.tgz.sha256'],
  ...['get /', 'get /log-in', 'get /set-password', 'get /device', 'get /pages/page.css', 'get /pages/form.js'],
  ...['get /pages/log-in.js', 'get /pages/set-password.js', 'get /pages/device.js', 'get /pages/icon.svg'],
  // The console is the same files for everybody; what they show is asked for by routes that are not open.
  ...['/publisher', '/devportal', '/analytics', '/admin', '/welcome'].flatMap((path) => [
    `get ${path}`,
    `get ${path}/*`,
  ]),
  'get /assets/*',
  ...['post /api/auth/sign-in/email', 'post /api/auth/request-password-reset', 'post /api/auth/set-password'],
  ...['get /api/auth/providers', 'post /api/auth/sign-in/oidc', 'get /api/auth/callback/{provider}'],
  ...['post /api/auth/device/code', 'post /api/auth/device/token'],
  ...['post /api/auth/two-factor/verify-totp', 'post /api/auth/two-factor/verify-backup-code'],
]

test('every route answers everybody as the table says (node tests/access/update.ts writes it)', async () => {
  const { matrix, uncalled } = await measureMatrix(world)
  assert.deepEqual(uncalled, [], 'route-calls.ts or log-in-calls.ts has no line for these')
  const differences = compareMatrices(table, matrix)
  assert.equal(differences.length, 0, `\n${differences.join('\n')}\nIf this is meant: node tests/access/update.ts`)
})

test('docs/reference/access.md is what the table says', () => {
  assert.equal(readPage('docs/reference/access.md').text, accessPage(table))
})

test('who is not known reaches what is open and nothing else', () => {
  for (const [name, row] of Object.entries(table)) {
    const nobodies = [row.anonymous, row.badToken, row.expiredToken, row.suspended]
    if (openToAll.includes(name)) continue
    assert.deepEqual(nobodies, [401, 401, 401, 401], name)
  }
  for (const name of openToAll) assert.ok(table[name] !== undefined, `${name} is no route`)
})

test('a token that may only read changes nothing, and no call is answered with a mistake of ours', () => {
  for (const [name, row] of Object.entries(table)) {
    for (const identity of identityNames) assert.ok(row[identity] < 500, `${name}: ${identity}`)
    if (name.includes(' /api/v1/') && !name.startsWith('get ')) assert.equal(row.readOnlyAdmin, 403, name)
  }
})

test('ids of another organisation are answered like ids that never were, and nothing there changes', async () => {
  const { state, ids, identities, organisationId } = world
  const theirs = Object.values(ids)
  const none = Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [name, `${id.slice(0, -6)}zzzzzz`]),
  ) as typeof ids
  const known = routeCalls(ids)
  const unknown = routeCalls(none)
  const before = state.dump(organisationId)
  const headers = identities.otherOrganisation.token
  for (const route of routes) {
    const real = known[route.operationId]
    const made = unknown[route.operationId]
    if (real === undefined || made === undefined) throw new Error(route.operationId)
    const answer = await call(world, { ...requestOf(route, real), headers })
    assert.equal(state.dump(organisationId), before, `${route.operationId} changed another organisation`)
    if (JSON.stringify(real) === JSON.stringify(made)) {
      for (const id of theirs) assert.ok(!answer.text.includes(`"${id}"`), `${route.operationId} shows ${id}`)
      continue
    }
    const twin = await call(world, { ...requestOf(route, made), headers })
    assert.equal(answer.status, twin.status, `${route.operationId}: ${answer.text} ${twin.text}`)
    assert.equal(formOf(answer.text, ids), formOf(twin.text, none), route.operationId)
    if (real.params?.id !== undefined || real.params?.personId !== undefined)
      assert.equal(answer.status, 404, route.operationId)
  }
})

/** The answer without what differs from call to call. */
function formOf(text: string, ids: World['ids']): string {
  const withoutIds = Object.entries(ids).reduce((left, [name, id]) => left.replaceAll(id, `<${name}>`), text)
  return withoutIds
    .replace(/"requestId":"[^"]*"/, '"requestId":""')
    .replaceAll(/"(id|token|key|createdAt|updatedAt|lastFour|expiresAt)":"[^"]*"/g, '"$1":""')
}
