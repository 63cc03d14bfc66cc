import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { policyReplayCreateSchema, policyReplaySchema } from '@tollgate/contract/resources/policy-replay'
import { createPolicyCatalogue } from '../../config/policy-catalogue.ts'
import { createVault } from '../../secrets/vault.ts'
import type { NewKeptRequest } from '../../storage/records.ts'
import { type ApiFixtures, apiFixtures, apiInput, onApi } from '../../testing/api-fixtures.ts'
import { benchPolicies } from '../../testing/bench-policies.ts'
import { keptRequest } from '../../testing/kept-request.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import type { TestContext } from '../../testing/stores.ts'
import type { Verb } from '../verb.ts'
import { replayPolicy } from './replay.ts'

const { createApi, updateApi, keepRequests } = otherVerbs
const policies = createPolicyCatalogue(benchPolicies())

test('replayPolicy says of each kept request what the policy makes of it, newest first, and sums up', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const prompts = ['Ask agent-007.', 'Ask nobody.', 'agent-1 and agent-2']
  await keep(fixtures, apiId, prompts)
  const replay = await run(fixtures.admin, { apiId, policy: 'stopper' })
  assert.deepEqual(
    replay.requests.map(({ id, verdict }) => [id, verdict]),
    [
      ['call 2', 'refused'],
      ['call 1', 'passed'],
      ['call 0', 'refused'],
    ],
  )
  const [newest] = replay.requests
  assert.equal(newest?.reason, 'A name of an agent is in it.')
  assert.deepEqual(
    newest?.spans.map(({ text, path }) => [text, path]),
    [
      ['agent-1', '$.input'],
      ['agent-2', '$.input'],
    ],
  )
  const { tried, passed, changed, refused: refusedCount, milliseconds, ...rest } = replay.summary
  assert.deepEqual([tried, passed, changed, refusedCount], [3, 1, 0, 2])
  assert.deepEqual(rest, { couldNotRun: 0, didNotLook: 0, notTried: 0 })
  assert.ok(milliseconds.max >= milliseconds.median && milliseconds.median > 0)
  const masked = await run(fixtures.admin, { apiId, policy: 'masker' })
  assert.deepEqual(masked.requests[0]?.found, { agent: 2 })
  assert.deepEqual([masked.summary.changed, masked.summary.passed], [2, 1])
})

test('replayPolicy replays as many as are asked for, and no more than twenty places of each', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  await keep(fixtures, apiId, ['Ask nobody.', Array.from({ length: 30 }, (_, index) => `agent-${index}`).join(' ')])
  const replay = await run(fixtures.admin, { apiId, policy: 'masker', last: 1 })
  assert.deepEqual([replay.summary.tried, replay.requests[0]?.found.agent], [1, 30])
  assert.equal(replay.requests[0]?.spans.length, 20)
})

test('replayPolicy says which requests no policy of this kind looks at, and which cannot be replayed any more', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  await keep(fixtures, apiId, ['Ask agent-007.'])
  const answers = await run(fixtures.admin, { apiId, policy: 'masker', config: { flow: 'response' } })
  assert.deepEqual([answers.requests[0]?.verdict, answers.summary.didNotLook], ['did-not-look', 1])
  const strange = { ...options, seal: (body: string, place: string) => createVault(randomBytes(32)).seal(body, place) }
  await fixtures.services.store.keepRequests([keptRequest('strange', apiId, { at: 2_000 })], strange)
  const gone = keptRequest('gone', apiId, { at: 3_000, operation: 'POST /gone' })
  await fixtures.services.store.keepRequests([gone], { ...options, seal: sealOf(fixtures) })
  const replay = await run(fixtures.admin, { apiId, policy: 'stopper' })
  assert.deepEqual(
    replay.requests.map(({ verdict, reason }) => [verdict, reason]),
    [
      ['could-not-run', 'The API does not have POST /gone any more.'],
      ['could-not-run', 'It was sealed under a master key that is not here.'],
      ['refused', 'A name of an agent is in it.'],
    ],
  )
  assert.equal(replay.summary.couldNotRun, 2)
})

test('replayPolicy of an API that has nothing kept says how to keep something', async (t) => {
  const { fixtures, apiId } = await withApi(t, 'none')
  const { admin } = fixtures
  await refused(
    run(admin, { apiId, policy: 'stopper' }),
    'conflict',
    /keeps no requests: .*tollgate apis update "OpenAI API\/2\.3\.0" --payload-capture redacted/,
  )
  await updateApi(admin, { id: apiId, changes: { payloadCapture: 'full' } })
  await refused(run(admin, { apiId, policy: 'stopper' }), 'conflict', /payloadCapture is full.* none is there yet/)
})

test('replayPolicy is for who may change the policies of that API, and for policies that can act there', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, verbAs } = fixtures
  await keep(fixtures, apiId, ['Ask agent-007.'])
  const mine = await run(verbAs(onApi(apiId)), { apiId, policy: 'stopper' })
  assert.equal(mine.summary.refused, 1)
  await refused(run(verbAs(onApi('api_other')), { apiId, policy: 'stopper' }), 'not-found', /There is no API/)
  await refused(run(verbAs('viewer'), { apiId, policy: 'stopper' }), 'forbidden', /apis:manage/)
  await refused(run(admin, { apiId: 'api_none', policy: 'stopper' }), 'not-found', /There is no API/)
  await refused(run(admin, { apiId, policy: 'none' }), 'invalid', /^policy names no policy: none/)
  await refused(run(admin, { apiId, policy: 'masker', config: { flow: 'up' } }), 'invalid', /config\.flow/)
  for (const input of [
    { apiId },
    { policy: 'masker' },
    { apiId, policy: 'masker', last: 201 },
    { apiId, policy: 'x', more: 1 },
  ])
    assert.equal(policyReplayCreateSchema.safeParse(input).success, false, JSON.stringify(input))
})

test('what an API keeps no more is forgotten in the change that says so', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, reader } = fixtures
  await keep(fixtures, apiId, ['one', 'two'])
  await updateApi(admin, { id: apiId, changes: { description: 'Another.' } })
  assert.equal((await reader.keptRequests(apiId, 10)).length, 2)
  await updateApi(admin, { id: apiId, changes: { payloadCapture: 'redacted' } })
  assert.equal((await reader.keptRequests(apiId, 10)).length, 0)
  await keep(fixtures, apiId, ['three'])
  assert.equal((await reader.keptRequests(apiId, 10)).length, 0, 'a gateway that still keeps all is not heard')
})

test('keepRequests keeps JSON objects of a usual depth, at no time that is to come', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const bodies = ['no JSON', '[1]', '"text"', 'null', `${'{"a":'.repeat(129)}1${'}'.repeat(129)}`, '{"input":"hi"}']
  const requests = bodies.map((body, index) => handedOver(`call ${index}`, apiId, { body, at: 9_999_999_999_999 }))
  const { services, reader } = fixtures
  await keepRequests({ ...services, now: () => 1_000 }, { organisationId: 'org_a', requests })
  assert.deepEqual(
    (await reader.keptRequests(apiId, 10)).map(({ id, at }) => [id, at]),
    [['call 5', 1_000]],
  )
})

const options = { countMax: 100, bytesMax: 1_000_000 }

function sealOf({ services }: ApiFixtures) {
  return (body: string, place: string) => services.vault.seal(body, place)
}

async function withApi(
  t: TestContext,
  payloadCapture: 'none' | 'full' = 'full',
): Promise<{ fixtures: ApiFixtures; apiId: string }> {
  const fixtures = await apiFixtures(t, { policies })
  return { fixtures, apiId: (await createApi(fixtures.admin, apiInput(fixtures, { payloadCapture }))).id }
}

function handedOver(id: string, apiId: string, changes: Partial<NewKeptRequest> = {}) {
  const { organisationId: _, ...request } = keptRequest(id, apiId, changes)
  return request
}

/** As a gateway hands prompts over, one after the other. */
async function keep({ services }: ApiFixtures, apiId: string, prompts: readonly string[]): Promise<void> {
  const requests = prompts.map((input, index) =>
    handedOver(`call ${index}`, apiId, { at: 1_000 + index, body: JSON.stringify({ input }) }),
  )
  await keepRequests(services, { organisationId: 'org_a', requests })
}

/** As a request brings it, and an answer carries it. */
async function run(verb: Verb, input: object) {
  return policyReplaySchema.parse(await replayPolicy(verb, policyReplayCreateSchema.parse(input)))
}
