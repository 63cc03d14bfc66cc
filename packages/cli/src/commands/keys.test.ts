import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { keyCreateSchema } from '@tollgate/contract/resources/api-key'
import { at, objectOf } from '../api-client/json.ts'
import { restStandIn } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'

const application = { id: 'app_0123456789abcdef0123', name: 'my-laptop' }
const alice = { id: 'per_0123456789abcdef0123', name: 'Alice', email: 'alice@example.com' }
const key = { id: 'key_0123456789abcdef0123', name: 'second', applicationName: 'my-laptop', type: 'production' }

async function setUp(t: TestContext, managedFile: string | null = null) {
  const made = { ...key, key: 'tg_shown_once' }
  const list = (items: unknown[]) => ({ body: { items, next: null } })
  const server = await restStandIn(t, [
    { route: 'GET /me', run: () => ({ body: { person: alice, grants: [], managedFile } }) },
    { route: 'GET /applications', run: () => list([application]) },
    { route: 'GET /people', run: () => list([alice]) },
    { route: 'GET /applications/{id}/keys', run: () => list([key]) },
    {
      route: 'POST /applications/{id}/keys',
      schema: keyCreateSchema,
      run: ({ body }) => ({ status: 201, body: { ...made, type: at(body, 'type') } }),
    },
    { route: 'POST /keys/{id}/revoke', run: () => ({ body: { ...key, state: 'revoked' } }) },
    { route: 'POST /keys/{id}/rotate', run: () => ({ status: 201, body: made }) },
  ])
  return { server, machine: machineFor(t, server) }
}

test('keys create: by the REST API where no file manages Tollgate; the key is shown once', async (t) => {
  const { machine, server } = await setUp(t)
  const { stdout, stderr, exitCode } = await machine.run([
    ...['keys', 'create', '--application', 'my-laptop', '--name', 'second', '--user', 'alice@example.com'],
    ...['--type', 'sandbox', '--expires', '2027-01-31T00:00:00Z', '--allowed-addresses', '10.0.0.0/8'],
  ])
  assert.equal(stderr, '')
  assert.equal(stdout, 'The key "second" of my-laptop, shown only this once:\n  tg_shown_once\n')
  assert.equal(exitCode, 0)
  const last = server.seen.at(-1)
  assert.equal(last?.path, `/api/v1/applications/${application.id}/keys`)
  assert.deepEqual(last?.body, {
    name: 'second',
    personId: alice.id,
    type: 'sandbox',
    expiresAt: '2027-01-31T00:00:00Z',
    allowedAddresses: ['10.0.0.0/8'],
  })
  const json = await machine.run(['keys', 'create', '--application', 'my-laptop', '--name', 'second', '--json'])
  assert.equal(objectOf(JSON.parse(json.stdout)).key, 'tg_shown_once')
})

test('keys create: a key that agents have already is read from a file or a variable, never from a flag', async (t) => {
  const { machine, server } = await setUp(t)
  const value = 'k'.repeat(40)
  const args = ['keys', 'create', '--application', 'my-laptop', '--name', 'old', '--secret-env', 'OLD_KEY']
  const missing = await machine.run(args)
  assert.equal(missing.exitCode, 2)
  assert.equal(missing.stderr, 'The environment variable OLD_KEY is not set: put the secret into it.\n')
  await machine.run(args, { environment: { OLD_KEY: `${value}\n` } })
  assert.equal(at(server.seen.at(-1)?.body, 'value'), value)
  assert.equal((await machine.run(['keys', 'create', '--help'])).stdout.includes('--value'), false)
})

test('keys revoke and rotate: by name and application', async (t) => {
  const { machine, server } = await setUp(t)
  const revoked = await machine.run(['keys', 'revoke', '--application', 'my-laptop', '--name', 'second'])
  assert.equal(revoked.stdout, 'The key "second" is revoked; every gateway refuses it at once.\n')
  assert.equal(server.seen.at(-1)?.path, `/api/v1/keys/${key.id}/revoke`)
  const rotated = await machine.run([
    'keys',
    'rotate',
    'second',
    '--application',
    'my-laptop',
    '--overlap-minutes',
    '0',
  ])
  assert.equal(rotated.stdout, 'The key "second" has a successor. This is shown only once:\n  tg_shown_once\n')
  assert.deepEqual(server.seen.at(-1)?.body, { overlapMinutes: 0 })
})

test('keys: --config is the way of the file; a file on another machine is said; nothing there to ask is said', async (t) => {
  const { machine, server } = await setUp(t, '/etc/tollgate.yaml')
  const elsewhere = await machine.run(['keys', 'create', '--application', 'my-laptop', '--name', 'x'])
  assert.equal(elsewhere.exitCode, 1)
  assert.match(elsewhere.stderr, /is configured by the file \/etc\/tollgate\.yaml: make and revoke keys there/)
  assert.deepEqual(
    server.seen.map(({ path }) => path),
    ['/api/v1/me'],
  )

  const alone = machineFor(t, null)
  const nobody = await alone.run(['keys', 'create', '--application', 'a', '--name', 'x'])
  assert.equal(nobody.exitCode, 1)
  assert.match(nobody.stderr, /^No Tollgate runs on /)
  mkdirSync(alone.dataFolder)
  writeFileSync(join(alone.dataFolder, 'tollgate.yaml'), 'apis: []\n')
  const restricted = await alone.run([
    'keys',
    'create',
    '--application',
    'a',
    '--name',
    'x',
    '--allowed-addresses',
    '::1',
  ])
  assert.equal(restricted.exitCode, 2)
  assert.match(restricted.stderr, /^--allowed-addresses is nothing that a configuration file can say of a key/)
})
