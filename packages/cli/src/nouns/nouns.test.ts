import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { apiLifecycleSchema } from '@tollgate/contract/resources/api'
import { credentialCreateSchema, credentialRotateSchema } from '@tollgate/contract/resources/credential'
import { endpointTrySchema } from '@tollgate/contract/resources/endpoint'
import { policyReplayCreateSchema } from '@tollgate/contract/resources/policy-replay'
import { policyTrialCreateSchema } from '@tollgate/contract/resources/policy-trial'
import { deploymentCreateSchema } from '@tollgate/contract/resources/revision'
import { roleBindingCreateSchema } from '@tollgate/contract/resources/role-binding'
import { at, objectOf } from '../api-client/json.ts'
import { restStandIn, type StandInRoute } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'

const api = {
  id: 'api_0123456789abcdef0123',
  name: 'OpenAI API',
  version: '2.3.0',
  state: 'published',
  path: '/openaiapi/2.3.0',
  isDefaultVersion: true,
  providerId: 'prv_0123456789abcdef0123',
  updatedAt: new Date().toISOString(),
}
const provider = { id: api.providerId, name: 'OpenAI', type: 'openai' }
const credential = { id: 'crd_0123456789abcdef0123', name: 'main', hasNext: false }

function list(...items: unknown[]) {
  return () => ({ body: { items, next: null } })
}

async function setUp(t: TestContext, routes: StandInRoute[]) {
  const common: StandInRoute[] = [
    { route: 'GET /apis', run: list(api) },
    { route: 'GET /providers', run: list(provider) },
    { route: 'GET /providers/{id}', run: () => ({ body: provider }) },
    { route: 'GET /credentials', run: list(credential) },
  ]
  const server = await restStandIn(t, [...routes, ...common])
  return { server, machine: machineFor(t, server) }
}

test('apis list: ids are shown as the names behind them', async (t) => {
  const { machine } = await setUp(t, [])
  const { stdout } = await machine.run(['apis', 'list'])
  assert.match(
    stdout,
    /^NAME +VERSION +STATE +PATH +PROVIDER +CHANGED\nOpenAI API +2\.3\.0 \(default\) +published +\/openaiapi\/2\.3\.0 +OpenAI +now\n$/,
  )
})

test('apis publish, deploy and retire: by name/version, or by the name alone while there is one version', async (t) => {
  const revision = { id: 'rev_0123456789abcdef0123', number: 3 }
  const { machine, server } = await setUp(t, [
    {
      route: 'POST /apis/{id}/lifecycle',
      schema: apiLifecycleSchema,
      run: () => ({
        body: { ...api, effects: { deployedToEnvironmentId: 'env_1', undeployed: 0, deprecatedApiIds: [] } },
      }),
    },
    {
      route: 'POST /apis/{id}/deployments',
      schema: deploymentCreateSchema,
      run: () => ({ status: 201, body: { revisionNumber: 3 } }),
    },
    {
      route: 'GET /apis/{id}/revisions',
      run: ({ query }) => (Object.keys(query).length === 0 ? list(revision)() : { status: 400, body: {} }),
    },
  ])
  const published = await machine.run(['apis', 'publish', 'OpenAI API/2.3.0', '--deprecate-older'])
  assert.equal(published.stdout, '"OpenAI API/2.3.0" is published now. It was deployed.\n')
  assert.deepEqual(server.seen.at(-1)?.body, { action: 'publish', deprecateOlder: true })
  assert.equal(server.seen.at(-1)?.path, `/api/v1/apis/${api.id}/lifecycle`)

  const deployed = await machine.run(['apis', 'deploy', 'OpenAI API', '--revision', '3', '--note', 'back'])
  assert.equal(deployed.stdout, 'Revision 3 of "OpenAI API" is deployed.\n')
  assert.deepEqual(server.seen.at(-1)?.body, { revisionId: revision.id, note: 'back' })

  const retired = await machine.run(['apis', 'retire', 'OpenAI API/2.3.0'])
  assert.equal(retired.exitCode, 2)
  assert.match(
    retired.stderr,
    /^Retire "OpenAI API\/2\.3\.0"\? It is undeployed everywhere\. Nobody can be asked here: add --yes\.\n$/,
  )
})

test('apis create: --version is the version of the API, not the question for ours', async (t) => {
  const { machine, server } = await setUp(t, [
    { route: 'POST /apis', run: ({ body }) => ({ status: 201, body: { ...api, ...objectOf(body) } }) },
  ])
  const args = ['apis', 'create', '--name', 'New', '--context', '/new', '--version', '1', '--provider', 'OpenAI']
  assert.equal((await machine.run(args)).stdout, `API "New/1" was made (${api.id}).\n`)
  assert.deepEqual(server.seen.at(-1)?.body, { name: 'New', context: '/new', version: '1', providerId: provider.id })
})

test('apis test-endpoint: what the provider says, and exit code 1 when it says no', async (t) => {
  let ok = true
  const result = () =>
    ok
      ? { ok, status: 200, latencyMs: 12, modelCount: 3, problem: null }
      : { ok, status: 401, latencyMs: 9, modelCount: null, problem: 'It refused the secret: check it.' }
  const { machine, server } = await setUp(t, [
    { route: 'POST /apis/{id}/endpoints/test', schema: endpointTrySchema, run: () => ({ body: result() }) },
  ])
  const args = ['apis', 'test-endpoint', 'OpenAI API/2.3.0', '--url', 'https://api.openai.com', '--secret-env', 'KEY']
  const environment = { KEY: 'sk-secret' }
  const good = await machine.run(args, { environment })
  assert.equal(good.stdout, 'The provider answered in 12 ms: 3 models.\n')
  assert.equal(at(server.seen.at(-1)?.body, 'secret'), 'sk-secret')
  ok = false
  const bad = await machine.run(args, { environment })
  assert.equal(bad.stdout, 'It refused the secret: check it.\n')
  assert.equal(bad.exitCode, 1)
})

test('credentials: the secret comes from a file or a variable, and no flag takes it', async (t) => {
  const { machine, server } = await setUp(t, [
    { route: 'POST /credentials', schema: credentialCreateSchema, run: () => ({ status: 201, body: credential }) },
    {
      route: 'POST /credentials/{id}/rotate',
      schema: credentialRotateSchema,
      run: () => ({ body: { ...credential, hasNext: true } }),
    },
  ])
  const create = [
    'credentials',
    'create',
    '--provider',
    'OpenAI',
    '--name',
    'main',
    '--origin',
    'https://api.openai.com',
  ]
  const without = await machine.run(create)
  assert.equal(without.exitCode, 2)
  assert.match(without.stderr, /^The secret is missing: give --secret-env NAME or --secret-file PATH/)
  writeFileSync(join(machine.home, 'secret.txt'), 'sk-file\n')
  const made = await machine.run([...create, '--secret-file', 'secret.txt'])
  assert.equal(made.stdout, `Credential "main" was made (${credential.id}).\n`)
  assert.equal(at(server.seen.at(-1)?.body, 'secret'), 'sk-file')
  const flag = await machine.run([...create, '--secret', 'sk-flag'])
  assert.equal(flag.exitCode, 2)
  const rotated = await machine.run(['credentials', 'rotate', 'main', '--no-activate', '--secret-env', 'NEW'], {
    environment: { NEW: 'sk-new' },
  })
  assert.match(rotated.stdout, /^The next secret of "main" waits/)
  assert.deepEqual(server.seen.at(-1)?.body, { secret: 'sk-new', activate: false })
})

test('endpoints and policies: nested in an API when they are named, without it by id', async (t) => {
  const endpoint = { id: 'end_0123456789abcdef0123', name: 'production' }
  const { machine, server } = await setUp(t, [
    { route: 'GET /apis/{id}/endpoints', run: list(endpoint) },
    { route: 'GET /endpoints/{id}', run: () => ({ body: endpoint }) },
    { route: 'GET /policies', run: list() },
  ])
  await machine.run(['endpoints', 'get', 'production', '--api', 'OpenAI API/2.3.0'])
  assert.equal(server.seen.at(-1)?.path, `/api/v1/endpoints/${endpoint.id}`)
  const byId = await machine.run(['endpoints', 'get', endpoint.id])
  assert.equal(byId.exitCode, 0)
  const unclear = await machine.run(['endpoints', 'get', 'production'])
  assert.equal(unclear.exitCode, 2)
  assert.equal(unclear.stderr, 'Say which endpoint: by its id, or by its name and --api.\n')
  assert.match((await machine.run(['policies', 'list'])).stdout, /^There are no policies here\./)
})

test('gateways: health, version and when each was seen; a join token is shown once', async (t) => {
  const status = {
    isHealthy: true,
    isInSync: true,
    version: 42,
    software: '0.1.0',
    openCalls: 2,
    refused: null,
    lastSeenAt: new Date(Date.now() - 5000).toISOString(),
  }
  const gateway = {
    id: 'gtw_0123456789abcdef0123',
    name: 'edge',
    environmentId: 'env_0123456789abcdef0123',
    state: 'active',
    status,
  }
  const { machine } = await setUp(t, [
    { route: 'GET /gateways', run: list(gateway, { ...gateway, name: 'new', status: null }) },
    { route: 'GET /environments/{id}', run: () => ({ body: { name: 'default' } }) },
    {
      route: 'POST /gateways/join-tokens',
      run: () => ({ status: 201, body: { token: 'tgj_x', expiresAt: new Date(Date.now() + 3_610_000).toISOString() } }),
    },
  ])
  const { stdout } = await machine.run(['gateways', 'list'])
  assert.match(stdout, /^edge +default +good +42 +0\.1\.0 +2 +5 s ago$/m)
  assert.match(stdout, /^new +default +never seen +– +– +– +–$/m)
  const token = await machine.run(['gateways', 'join-token'])
  assert.match(token.stdout, /npx tollgate gateway --join TOKEN\. This is shown only once:\n {2}tgj_x\n$/)
})

test('roles grant: to a person or a team, everywhere or for one API', async (t) => {
  const alice = { id: 'per_0123456789abcdef0123', email: 'alice@example.com', name: 'Alice' }
  const { machine, server } = await setUp(t, [
    { route: 'GET /people', run: list(alice) },
    {
      route: 'POST /role-bindings',
      schema: roleBindingCreateSchema,
      run: ({ body }) => ({
        status: 201,
        body: { id: 'rlb_1', subjectName: 'Alice', scopeName: 'OpenAI API/2.3.0', ...objectOf(body) },
      }),
    },
  ])
  const granted = await machine.run([
    'roles',
    'grant',
    '--person',
    'alice@example.com',
    '--role',
    'publisher',
    '--on-api',
    'OpenAI API/2.3.0',
  ])
  assert.equal(granted.stdout, 'Alice is publisher for OpenAI API/2.3.0 (rlb_1).\n')
  assert.deepEqual(server.seen.at(-1)?.body, {
    subjectKind: 'person',
    subjectId: alice.id,
    role: 'publisher',
    scopeKind: 'api',
    scopeId: api.id,
  })
  const nobody = await machine.run(['roles', 'grant', '--role', 'admin'])
  assert.equal(nobody.exitCode, 2)
  assert.equal(nobody.stderr, 'Say who gets it: --person or --team.\n')
})

test('settings set: JSON where it is JSON, text where it is not; audit verify fails loudly', async (t) => {
  const { machine, server } = await setUp(t, [
    { route: 'PUT /settings/{name}', run: ({ body }, { name }) => ({ body: { name, value: at(body, 'value') } }) },
    { route: 'GET /audit/verify', run: () => ({ body: { isWhole: false, brokenAt: 'aud_7' } }) },
  ])
  assert.equal((await machine.run(['settings', 'set', 'keyDaysMax', '30'])).stdout, '"keyDaysMax" is 30 now.\n')
  await machine.run(['settings', 'set', 'greeting', 'hello there'])
  assert.deepEqual(server.seen.at(-1)?.body, { value: 'hello there' })
  const verified = await machine.run(['audit', 'verify'])
  assert.equal(verified.exitCode, 1)
  assert.match(verified.stdout, /^The audit log was tampered with: the entry aud_7 /)
})

test('policies replay: flags become the request; the outcome is a line for each request and a sum, without texts', async (t) => {
  const about = { operation: 'POST /responses', protocol: 'openai-responses', capture: 'full', outcome: 'answered' }
  const span = { label: 'email', path: '$.input', inner: null, event: null, start: 0, end: 5, text: 'a@b.c' }
  const summary = {
    ...{ tried: 2, passed: 0, changed: 1, refused: 0, couldNotRun: 1, didNotLook: 0, notTried: 3 },
    milliseconds: { median: 0.25, max: 4 },
  }
  const replay = {
    requests: [
      {
        ...{ ...about, id: 'call-2', at: '2027-01-31T00:00:00.000Z', verdict: 'changed', reason: null },
        ...{ found: { email: 1 }, spans: [span], milliseconds: 0.25 },
      },
      {
        ...{ ...about, id: 'call-1', at: '2027-01-30T00:00:00.000Z', verdict: 'could-not-run' },
        ...{ reason: 'It broke.', found: {}, spans: [], milliseconds: 4 },
      },
    ],
    summary,
  }
  let answer: object = replay
  const { machine, server } = await setUp(t, [
    { route: 'POST /policies/replay', schema: policyReplayCreateSchema, run: () => ({ body: answer }) },
  ])
  const command = ['policies', 'replay', '--api', 'OpenAI API/2.3.0', '--policy', 'mask']
  const shown = await machine.run([...command, '--config', '{"a":1}', '--last', '5'])
  assert.deepEqual(server.seen.at(-1)?.body, { apiId: api.id, policy: 'mask', config: { a: 1 }, last: 5 })
  assert.equal(shown.exitCode, 1, 'one could not run')
  assert.match(shown.stdout, /^AT +CALL +OPERATION +THEN +NOW +MS +FOUND +WHY\n/)
  assert.match(
    shown.stdout,
    /\n2027-01-31T00:00:00\.000Z +call-2 +POST \/responses +answered +changed +0\.25 +email 1 +–\n/,
  )
  assert.match(
    shown.stdout,
    /\n2 requests: 0 refused, 1 changed, 0 passed, 1 could not run, 3 not tried; 0\.25 ms in the middle, 4 ms at most\.\n$/,
  )
  assert.ok(!shown.stdout.includes('a@b.c'))
  answer = { requests: replay.requests.slice(0, 1), summary: { ...summary, tried: 1, couldNotRun: 0, notTried: 0 } }
  const asJson = await machine.run([...command, '--json'])
  assert.equal(asJson.exitCode, 0)
  assert.deepEqual(JSON.parse(asJson.stdout), answer)
  const broken = await machine.run([...command, '--config', '{a}'])
  assert.equal(broken.exitCode, 2)
  assert.match(broken.stderr, /--config is no JSON that can be read/)
})

test('policies try: texts, JSON and files become the request; the outcome is tables and bodies', async (t) => {
  const trial = {
    verdicts: [
      {
        ...{ policy: 'mask', attachmentId: null, phase: 'request', mode: 'enforce', verdict: 'changed' },
        ...{ reason: null, found: { email: 1 }, milliseconds: 0.25 },
        spans: [
          { label: 'email', path: '$.input', inner: null, event: null, start: 4, end: 9, text: 'a@b.c\u001b[2J' },
        ],
      },
      {
        ...{ policy: 'stop', attachmentId: 'pol_1', phase: 'request', mode: 'enforce', verdict: 'refused' },
        ...{ reason: 'Too long.', found: {}, milliseconds: 1, spans: null },
      },
    ],
    notRun: [{ policy: 'late', attachmentId: 'pol_2', why: 'stop refused before it was its turn.' }],
    sent: null,
    reads: { status: 400, refused: true, policy: 'stop', body: { error: { message: 'Too long.' } } },
    milliseconds: 1.25,
  }
  const { machine, server } = await setUp(t, [
    { route: 'POST /policies/try', schema: policyTrialCreateSchema, run: () => ({ body: trial }) },
  ])
  writeFileSync(join(machine.home, 'prompt.txt'), 'two\nlines')
  const tried = await machine.run([
    'policies',
    'try',
    '--policy',
    'mask',
    '--config',
    '{"a":1}',
    '--text',
    '@prompt.txt',
  ])
  assert.equal(tried.exitCode, 0)
  assert.deepEqual(server.seen.at(-1)?.body, { policy: 'mask', config: { a: 1 }, text: 'two\nlines' })
  assert.match(
    tried.stdout,
    /^POLICY +PHASE +VERDICT +MS +FOUND +WHY\nmask +request +changed +0\.25 +email 1 +–\nstop /,
  )
  assert.match(tried.stdout, /\nlate did not run\. stop refused before it was its turn\.\n/)
  assert.match(tried.stdout, /\nmask +email +4–9 +\$\.input +a@b\.c \[2J\n/)
  assert.match(tried.stdout, /\nThe client reads HTTP 400, refused by stop:\n\{\n {2}"error"/)
  assert.ok(!tried.stdout.includes('The provider would get'))
  const answer = ['--answer', '[{"type":"x"}]', '--agent', 'codex', '--json']
  const asJson = await machine.run([
    'policies',
    'try',
    '--api',
    'OpenAI API/2.3.0',
    '--body',
    '{"input":"hi"}',
    ...answer,
  ])
  assert.deepEqual(JSON.parse(asJson.stdout), trial)
  const { body } = server.seen.at(-1) ?? {}
  assert.deepEqual(body, { apiId: api.id, body: { input: 'hi' }, answer: [{ type: 'x' }], agent: 'codex' })
  const broken = await machine.run(['policies', 'try', '--policy', 'mask', '--config', '{a}', '--text', 'hi'])
  assert.equal(broken.exitCode, 2)
  assert.match(broken.stderr, /--config is no JSON that can be read/)
})
