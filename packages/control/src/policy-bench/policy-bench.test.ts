import assert from 'node:assert/strict'
import { test } from 'node:test'
import { definePolicy, type RequestVerdict } from '@tollgate/gateway/pipeline/policy'
import { protocols } from '@tollgate/gateway/protocols/protocols'
import { pino } from 'pino'
import { z } from 'zod'
import { refused } from '../testing/refused.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openBenchTools } from './bench-tools.ts'
import { type BenchTrial, PolicyBench, TrialTooLate } from './policy-bench.ts'

/** A policy that waits until the test lets it go on. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<RequestVerdict>()
  const policy = definePolicy({
    name: 'gate',
    summary: '',
    kind: 'guardrail',
    config: z.object({}),
    needs: { request: 'whole', response: 'none' },
    onFailure: 'reject',
    create: () => ({ onRequest: () => promise }),
  })
  return { policy, open: () => resolve(undefined) }
}

function trialBy(actor: string): BenchTrial {
  const attachment = { id: 'pol_1', policy: 'gate', config: {}, mode: 'enforce', when: null, onFailure: null } as const
  return {
    row: {
      ...{
        kind: 'api',
        id: 'try',
        name: 'try',
        context: '/try',
        version: '1',
        isDefaultVersion: false,
        state: 'created',
      },
      ...{ provider: { name: 'none', type: 'none' }, protocols: ['openai-responses'], policies: [attachment] },
      ...{
        keyHeader: null,
        errorFormat: 'auto',
        payloadCapture: 'none',
        endpoints: [],
        models: null,
        restrictedModels: [],
      },
    },
    operation: 'POST /responses',
    caller: {
      key: {
        ...{ kind: 'key', id: 'try', digest: '0'.repeat(64), name: 'try', applicationId: 'app', person: null },
        ...{ type: 'production', state: 'active', expiresAt: null, testApiId: null },
        ...{ allowedAddresses: [], allowedReferrers: [] },
      },
      application: {
        ...{ kind: 'application', id: 'app', name: 'app', owner: null, team: null, teamId: null, costCentre: null },
      },
      subscription: null,
      plan: null,
    },
    agent: 'other',
    request: { input: 'hi' },
    answer: null,
    actor,
  }
}

type Clean = Parameters<typeof temporaryFolder>[0]

function benchWith(t: Clean, policy: ReturnType<typeof gate>['policy'], changes: object = {}) {
  let opened = 0
  const options = { pepper: '00'.repeat(32), allowPrivateUpstreams: false, log: pino({ level: 'silent' }) }
  const serviceSecretsFile = `${temporaryFolder(t)}/none.json`
  const openTools = () => {
    opened++
    return openBenchTools({ ...options, serviceSecretsFile })
  }
  const bench = new PolicyBench({ definitions: [policy], protocols, openTools, now: () => 0, ...changes })
  t.after(() => bench.close())
  return { bench, opened: () => opened }
}

test('PolicyBench runs a few trials at once and refuses more, until one is done', async (t) => {
  const { policy, open } = gate()
  const { bench, opened } = benchWith(t, policy)
  assert.equal(opened(), 0)
  const running = ['a', 'b', 'c', 'd'].map((actor) => bench.run(trialBy(actor)))
  await refused(bench.run(trialBy('e')), 'too-many', /^4 trials are running at this moment/)
  open()
  const results = await Promise.all(running)
  assert.deepEqual(
    results.map(({ verdicts, sent }) => [verdicts[0]?.verdict, sent]),
    results.map(() => ['passed', { input: 'hi' }]),
  )
  await bench.run(trialBy('e'))
  assert.equal(opened(), 1)
})

test('PolicyBench does not wait for ever, and a trial that it gave up holds up no other', async (t) => {
  const waiting = gate()
  const { bench } = benchWith(t, waiting.policy, { trialMsMax: 20 })
  for (let trial = 0; trial < 6; trial++)
    await refused(bench.run(trialBy('a')), 'conflict', /^The policies were not done after 0\.02 s/)
  waiting.open()
  assert.equal((await bench.run(trialBy('a'))).verdicts[0]?.verdict, 'passed')
})

test('PolicyBench.runMany runs one trial after the other as one, each within the time that it is given', async (t) => {
  const waiting = gate()
  const { bench, opened } = benchWith(t, waiting.policy, { trialMsMax: 5_000 })
  const { row, actor, ...trial } = trialBy('a')
  const outcomes = await bench.runMany({ row, actor }, async (run) => {
    const late = await run(trial, 20).catch((error: unknown) => error)
    waiting.open()
    const verdicts: unknown[] = []
    for (let index = 0; index < 70; index++) {
      const result = await run(trial, 5_000)
      verdicts.push(result === 'no-such-operation' ? result : result.verdicts[0]?.verdict)
    }
    return { late, verdicts, other: await run({ ...trial, operation: 'POST /none' }, 5_000) }
  })
  assert.ok(outcomes.late instanceof TrialTooLate)
  assert.equal(outcomes.late.trialMs, 20)
  assert.deepEqual([...new Set(outcomes.verdicts)], ['passed'])
  assert.equal(outcomes.other, 'no-such-operation')
  assert.equal(opened(), 1)
  for (let index = 1; index < 60; index++) await bench.run(trialBy('a'))
  await refused(bench.run(trialBy('a')), 'too-many', /60 times in this minute/)
})
