import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { planCreateSchema, planUpdateSchema } from '@tollgate/contract/resources/plan'
import { objectOf } from '../api-client/json.ts'
import { problem, restStandIn, type StandInRoute } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'

const gold = {
  id: 'pln_0123456789abcdef0123',
  revision: 1,
  createdAt: new Date(Date.now() - 180_000).toISOString(),
  updatedAt: new Date(Date.now() - 180_000).toISOString(),
  name: 'Gold',
  description: '',
  limits: [{ metric: 'total-tokens', limit: 50000, per: 'hour' }],
  outputCap: null,
  models: null,
  approval: 'automatic',
  audienceTeamIds: null,
  managedBy: null,
}
const teams = [{ id: 'tem_0123456789abcdef0123', name: 'Payments' }]

function routes(plans: unknown[]): StandInRoute[] {
  return [
    {
      route: 'GET /plans',
      run: ({ query }) => {
        const from = Number(query.after ?? 0)
        const limit = Number(query.limit ?? 50)
        const items = plans.slice(from, from + limit)
        return { body: { items, next: from + limit < plans.length ? String(from + limit) : null } }
      },
    },
    { route: 'GET /plans/{id}', run: (_, { id }) => ({ body: { ...gold, id } }) },
    {
      route: 'POST /plans',
      schema: planCreateSchema,
      run: ({ body }) => ({ status: 201, body: { ...gold, ...objectOf(body) } }),
    },
    {
      route: 'PATCH /plans/{id}',
      schema: planUpdateSchema,
      run: ({ body }) => ({ body: { ...gold, ...objectOf(body) } }),
    },
    { route: 'DELETE /plans/{id}', run: () => ({}) },
    { route: 'GET /teams', run: () => ({ body: { items: teams, next: null } }) },
  ]
}

async function setUp(t: TestContext, plans: unknown[] = [gold]) {
  const server = await restStandIn(t, routes(plans))
  return { server, machine: machineFor(t, server) }
}

test('list: an aligned table without colours in a pipe, the JSON unchanged, a sentence where there is nothing', async (t) => {
  const { machine } = await setUp(t)
  const { stdout, exitCode } = await machine.run(['plans', 'list'])
  assert.equal(exitCode, 0)
  assert.equal(
    stdout,
    'NAME  LIMITS                      APPROVAL   MODELS  CHANGED\n' +
      'Gold  50,000 total-tokens a hour  automatic  all     3 min ago\n',
  )
  assert.deepEqual(JSON.parse((await machine.run(['plans', 'list', '--json'])).stdout), { items: [gold], next: null })

  const empty = await setUp(t, [])
  const nothing = await empty.machine.run(['plans', 'list'])
  assert.equal(nothing.stdout, 'There are no plans yet. Make one: npx tollgate plans create --name NAME\n')
  assert.equal(nothing.exitCode, 0)
})

test('list: a page says that there are more, --all reads every page', async (t) => {
  const many = Array.from({ length: 450 }, (_, index) => ({ ...gold, id: `pln_${index}`, name: `Plan ${index}` }))
  const { machine, server } = await setUp(t, many)
  const page = await machine.run(['plans', 'list', '--limit', '2'])
  assert.match(page.stdout, /^Plan 1 .*\nThere are more: add --all\.\n$/m)
  const all = JSON.parse((await machine.run(['plans', 'list', '--all', '--json'])).stdout)
  assert.equal(all.items.length, 450)
  assert.equal(server.seen.length, 1 + 3)
})

test('get: by name and by id; a name that is not there is said, and several of one name ask for an id', async (t) => {
  const { machine } = await setUp(t, [
    gold,
    { ...gold, id: 'pln_b', name: 'Twin' },
    { ...gold, id: 'pln_c', name: 'Twin' },
  ])
  const { stdout } = await machine.run(['plans', 'get', 'Gold'])
  assert.match(stdout, /^name +Gold$/m)
  assert.match(stdout, /^limits +\{"metric":"total-tokens","limit":50000,"per":"hour"\}$/m)
  assert.match(stdout, /^updated at +\S+ \(3 min ago\)$/m)
  assert.equal(JSON.parse((await machine.run(['plans', 'get', gold.id, '--json'])).stdout).id, gold.id)

  const missing = await machine.run(['plans', 'get', 'Silver'])
  assert.equal(missing.exitCode, 1)
  assert.equal(
    missing.stderr,
    'There is no plan called "Silver": npx tollgate plans list shows those that there are.\n',
  )
  const twins = await machine.run(['plans', 'get', 'Twin'])
  assert.match(twins.stderr, /^There are 2 plans called "Twin": say which by its id \(pln_b, pln_c\)\.\n$/)
})

test('create: flags of every kind, names for ids, JSON for what is nested', async (t) => {
  const { machine, server } = await setUp(t)
  const limits = [{ metric: 'requests', limit: 10, per: 'minute' }]
  const ofFile = { limits, name: 'From the file', stopOnQuotaReach: false }
  writeFileSync(join(machine.home, 'plan.json'), JSON.stringify(ofFile))
  const { stdout, stderr, exitCode } = await machine.run([
    ...['plans', 'create', '--name', 'Gold', '--data', '@plan.json', '--output-cap', '4000', '--models', 'a,b'],
    ...['--models', 'c', '--approval', 'manual', '--audience-teams', 'Payments'],
  ])
  assert.equal(stderr, '')
  assert.equal(stdout, `Plan "Gold" was made (${gold.id}).\n`)
  assert.equal(exitCode, 0)
  assert.deepEqual(server.seen.at(-1)?.body, {
    limits,
    name: 'Gold',
    stopOnQuotaReach: false,
    outputCap: 4000,
    models: ['a', 'b', 'c'],
    approval: 'manual',
    audienceTeamIds: ['tem_0123456789abcdef0123'],
  })
})

test('create: what is wrong with the command line is misuse, and nothing is sent', async (t) => {
  const { machine, server } = await setUp(t)
  const cases: Array<[string[], RegExp]> = [
    [[], /^--name is missing\.\n$/],
    [['--name', 'x', '--approval', 'perhaps'], /Allowed choices are automatic, manual/],
    [['--name', 'x', '--output-cap', 'much'], /It has to be a number/],
    [['--data', '{"name":'], /^--data is no JSON that can be read: /],
    [['--data', '[]'], /^--data has to be a JSON object: /],
    [['--nope'], /^Unknown option "--nope"/],
  ]
  for (const [args, sentence] of cases) {
    const { exitCode, stderr } = await machine.run(['plans', 'create', ...args])
    assert.equal(exitCode, 2, stderr)
    assert.match(stderr, sentence)
  }
  assert.equal(server.seen.length, 0)
})

test('update: only what is named; "" takes a value away', async (t) => {
  const { machine, server } = await setUp(t)
  const { stdout } = await machine.run(['plans', 'update', 'Gold', '--output-cap', '', '--models', ''])
  assert.equal(stdout, 'Plan "Gold" was changed.\n')
  assert.deepEqual(server.seen.at(-1)?.body, { outputCap: null, models: null })
  const idle = await machine.run(['plans', 'update', 'Gold'])
  assert.equal(idle.exitCode, 2)
  assert.match(idle.stderr, /^Say what to change/)
})

test('delete: needs --yes where nobody can be asked', async (t) => {
  const { machine, server } = await setUp(t)
  const refused = await machine.run(['plans', 'delete', 'Gold'])
  assert.equal(refused.exitCode, 2)
  assert.equal(refused.stderr, 'Delete the plan "Gold"? Nobody can be asked here: add --yes.\n')
  assert.ok(!server.seen.some(({ method }) => method === 'DELETE'))
  const done = await machine.run(['plans', 'delete', 'Gold', '--yes'])
  assert.equal(done.stdout, 'Plan "Gold" is gone.\n')
  assert.equal(server.seen.at(-1)?.path, `/api/v1/plans/${gold.id}`)
})

test('a refusal is the sentence of the server, with the request id where the fault is its own', async (t) => {
  const refusing = await restStandIn(t, [
    { route: 'GET /plans', run: () => problem(403, 'This needs the permission plans:read, which you do not have.') },
    { route: 'POST /plans', run: () => problem(500, 'Something went wrong inside Tollgate.') },
  ])
  const machine = machineFor(t, refusing)
  const forbidden = await machine.run(['plans', 'list'])
  assert.equal(forbidden.exitCode, 1)
  assert.equal(forbidden.stderr, 'This needs the permission plans:read, which you do not have.\n')
  const broken = await machine.run(['plans', 'create', '--name', 'x'])
  assert.equal(broken.stderr, 'Something went wrong inside Tollgate. (Request id: req_1.)\n')
})

test('a name with control characters does not reach the terminal as they are', async (t) => {
  const { machine } = await setUp(t, [{ ...gold, name: 'Go\u001b[31mld\nx' }])
  const { stdout } = await machine.run(['plans', 'list'])
  assert.match(stdout, /^Go \[31mld x /m)
  assert.ok(!stdout.includes('\u001b'))
})
