import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { configurationApplySchema } from '@tollgate/contract/resources/configuration'
import { at } from '../api-client/json.ts'
import { restStandIn } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'

const file = `
plans:
  - { name: Gold }
providers:
  - { name: OpenAI, type: openai }
apis:
  - name: OpenAI API
    context: /openaiapi
    version: 2.3.0
    provider: OpenAI
    endpoints:
      production: { url: https://api.openai.com, credential: { env: PROVIDER_KEY }, trustedCertificates: ca.pem }
      sandbox: { url: https://sandbox.example.com, credential: { env: NOT_SET }, demoWhenUnset: true }
    policies:
      - { policy: word-count, config: { env: { env: not a reference } } }
applications:
  - name: my-laptop
    keys:
      - { name: imported, value: { file: key.txt } }
`

const changes = [
  { action: 'create', kind: 'plan', name: 'Gold', fields: [] },
  {
    action: 'update',
    kind: 'API',
    name: 'OpenAI API/2.3.0',
    fields: [{ field: 'description', before: 'old', after: 'new' }],
  },
  { action: 'delete', kind: 'application', name: 'left', fields: [] },
]

/** A server on which the changes are there to be made until they are. */
async function setUp(t: TestContext) {
  let applied = false
  const server = await restStandIn(t, [
    {
      route: 'POST /configuration/apply',
      schema: configurationApplySchema,
      run: ({ body }) => {
        if (applied) return { body: { applied: false, changes: [] } }
        applied = at(body, 'dryRun') === false
        return { body: { applied, changes } }
      },
    },
    { route: 'GET /configuration', run: () => ({ body: { document: { plans: [{ name: 'Gold' }] } } }) },
  ])
  const machine = machineFor(t, server)
  writeFileSync(join(machine.home, 'tollgate.yaml'), file)
  writeFileSync(join(machine.home, 'key.txt'), 'a key that agents have already\n')
  writeFileSync(join(machine.home, 'ca.pem'), 'PEM')
  const environment = { PROVIDER_KEY: ' sk-provider \n' }
  const apply = (...args: string[]) => machine.run(['apply', '-f', 'tollgate.yaml', ...args], { environment })
  return { server, machine, apply }
}

test('apply: shows the plan, does it as one change, and the second time there is nothing to do', async (t) => {
  const { apply, server } = await setUp(t)
  const { stdout, stderr, exitCode } = await apply('--yes', '--prune')
  assert.equal(stderr, '')
  assert.equal(
    stdout,
    '+ plan Gold\n~ API OpenAI API/2.3.0\n    description: "old" → "new"\n- application left\n\n' +
      '1 to create, 1 to change, 1 to delete.\nApplied: 3 changes.\n',
  )
  assert.equal(exitCode, 0)
  const [planned, done] = server.seen
  assert.deepEqual(
    [planned, done].map((request) => [at(request?.body, 'dryRun'), at(request?.body, 'prune')]),
    [
      [true, true],
      [false, true],
    ],
  )
  assert.deepEqual(at(done?.body, 'secrets'), {
    'apis[0].endpoints.production.credential': 'sk-provider',
    'apis[0].endpoints.production.trustedCertificates': 'PEM',
    'applications[0].keys[0].value': 'a key that agents have already',
  })
  assert.equal(JSON.stringify(at(done?.body, 'document')).includes('sk-provider'), false)
  assert.equal((await apply('--yes')).stdout, 'Nothing to change.\n')
})

test('apply: --dry-run changes nothing; without --yes nobody can be asked', async (t) => {
  const { apply, server } = await setUp(t)
  assert.match((await apply('--dry-run')).stdout, /1 to create, 1 to change, 1 to delete\.\n$/)
  assert.deepEqual(JSON.parse((await apply('--dry-run', '--json')).stdout), { applied: false, changes })
  const asked = await apply()
  assert.equal(asked.exitCode, 2)
  assert.match(
    asked.stderr,
    /^Apply this \(1 to create, 1 to change, 1 to delete\)\? Nobody can be asked here: add --yes\.\n$/,
  )
  assert.equal((await apply('--json')).exitCode, 2)
  assert.ok(server.seen.every(({ body }) => at(body, 'dryRun') === true))
})

test('apply: what is missing on this machine is said at once, with its place, and nothing is sent', async (t) => {
  const { machine, server } = await setUp(t)
  writeFileSync(join(machine.home, 'key.txt'), ' \n')
  const { exitCode, stderr } = await machine.run(['apply', '-f', 'tollgate.yaml', '--yes'])
  assert.equal(exitCode, 1)
  assert.match(
    stderr,
    /^tollgate\.yaml:\n {2}apis\[0\]\.endpoints\.production\.credential: the environment variable PROVIDER_KEY is not set here\n/,
  )
  assert.match(stderr, /^ {2}applications\[0\]\.keys\[0\]\.value: the file .*key\.txt is empty$/m)
  assert.equal(server.seen.length, 0)
})

test('apply: a file that is not there, is no YAML or holds nothing is one sentence', async (t) => {
  const { machine } = await setUp(t)
  const cases: Array<[string, RegExp]> = [
    ['apis: [', /^bad\.yaml:\d+ is not YAML that can be read: /],
    ['just text', /^bad\.yaml holds no configuration/],
    ['', /^bad\.yaml holds no configuration/],
  ]
  for (const [text, sentence] of cases) {
    writeFileSync(join(machine.home, 'bad.yaml'), text)
    const { exitCode, stderr } = await machine.run(['apply', '-f', 'bad.yaml', '--yes'])
    assert.equal(exitCode, 1)
    assert.match(stderr, sentence)
  }
  const missing = await machine.run(['apply', '-f', 'none.yaml', '--yes'])
  assert.equal(missing.exitCode, 1)
  assert.match(missing.stderr, /^ENOENT: .*none\.yaml/)
  const piped = await machine.run(['apply', '-f', '-', '--dry-run'], { stdin: 'plans: [{ name: Gold }]\n' })
  assert.equal(piped.exitCode, 0, piped.stderr)
})

test('export: YAML on standard output, or a file that is not replaced unless it is said', async (t) => {
  const { machine } = await setUp(t)
  assert.equal((await machine.run(['export'])).stdout, 'plans:\n  - name: Gold\n')
  assert.deepEqual(JSON.parse((await machine.run(['export', '--json'])).stdout), { plans: [{ name: 'Gold' }] })
  const path = join(machine.home, 'out.yaml')
  assert.equal((await machine.run(['export', '-o', 'out.yaml'])).stdout, 'Written to out.yaml.\n')
  writeFileSync(path, 'mine')
  const kept = await machine.run(['export', '-o', 'out.yaml'])
  assert.equal(kept.exitCode, 2)
  assert.equal(readFileSync(path, 'utf8'), 'mine')
  assert.equal((await machine.run(['export', '-o', 'out.yaml', '--force'])).exitCode, 0)
  assert.equal(readFileSync(path, 'utf8'), 'plans:\n  - name: Gold\n')
})
