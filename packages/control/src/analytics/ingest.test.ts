import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { pino } from 'pino'
import { StoreUnavailable } from '../storage/store.ts'
import { ingestShipment } from './ingest.ts'

const source = { organisationId: 'org_a', gatewayId: 'gw_1' }

function record(id: string, model = 'gpt-5.4') {
  return {
    ...{ v: 1, id, at: 1_795_440_477_784, outcome: 'answered', status: 200, refusal: null },
    caller: {
      ...{ applicationId: 'app_1', application: 'bot', team: null, costCentre: null, keyId: 'key_1', person: null },
      ...{ identity: 'none', subscriptionId: null, plan: null, keyType: 'production' },
    },
    api: { id: 'api_1', name: 'Orders', version: '1.0' },
    ...{ provider: 'house', protocol: 'openai-responses', operation: 'POST /responses' },
    ...{ model: { asked: model, served: model }, stream: true },
    agent: { name: 'codex_exec', userAgent: null, address: '::1', metadata: null },
    ...{ attempts: [], verdicts: [] },
    usage: {
      ...{ inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 5, reasoningTokens: 0 },
      ...{ totalTokens: 15, estimated: false, source: 'provider' },
    },
    ...{ requestBytes: 100, responseBytes: 200, firstByteMs: 1.5, totalMs: 2.5, configVersion: 7 },
  }
}

function setUp() {
  const taken = new Map<string, UsageRecord>()
  const logged: unknown[] = []
  const state: { failure: Error | undefined } = { failure: undefined }
  const analytics = {
    ingest: async (records: readonly UsageRecord[]) => {
      if (state.failure !== undefined) throw state.failure
      const before = taken.size
      for (const one of records) taken.set(one.id, one)
      return { taken: taken.size - before, leftOut: [] }
    },
  }
  const log = pino({ base: null }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  const ingest = (...lines: readonly string[]) => ingestShipment({ analytics, log }, { lines, source })
  return { taken, logged, state, ingest }
}

const line = (value: object) => JSON.stringify(value)

test('takes each record once, without what a gateway notes beside it', async () => {
  const { taken, ingest } = setUp()
  const a = line({ ...record('a'), charged: [{ n: 0 }], crc: '00000000' })
  assert.deepEqual(await ingest(a, line(record('b'))), { taken: 2, known: 0, passedOver: 0 })
  assert.deepEqual(await ingest(a, line(record('c'))), { taken: 1, known: 1, passedOver: 0 })
  assert.deepEqual([...taken.keys()], ['a', 'b', 'c'])
  assert.equal('charged' in (taken.get('a') ?? {}), false)
  assert.equal(taken.get('a')?.agent.session, null)
})

test('lines that are no record hold nothing up, and the log says how many they were', async () => {
  const { taken, logged, ingest } = setUp()
  const { usage: _, ...incomplete } = record('x')
  const answer = await ingest('torn', '[]', 'null', line(incomplete), line({ ...record('y'), v: 2 }), line(record('a')))
  assert.deepEqual(answer, { taken: 1, known: 0, passedOver: 5 })
  assert.deepEqual([...taken.keys()], ['a'])
  assert.match(JSON.stringify(logged), /"lines":5,"gatewayId":"gw_1"/)
  assert.deepEqual(await ingest('torn'), { taken: 0, known: 0, passedOver: 1 })
})

test('no text of a client has a NUL in it, which a database may refuse', async () => {
  const { taken, ingest } = setUp()
  await ingest(line(record('a', 'm\0x')), line(record('b', 'm\\u0000x')))
  assert.deepEqual(
    [...taken.values()].map(({ model }) => model.asked),
    ['m\uFFFDx', 'm\\u0000x'],
  )
})

test('a store that takes nothing is one that is away: the same lines are taken later', async () => {
  const { state, logged, taken, ingest } = setUp()
  state.failure = Object.assign(new Error('disk I/O error'), { code: 'ENOSPC' })
  await assert.rejects(ingest(line(record('a'))), StoreUnavailable)
  assert.match(JSON.stringify(logged), /no space is left/)
  state.failure = undefined
  assert.deepEqual(await ingest(line(record('a'))), { taken: 1, known: 0, passedOver: 0 })
  assert.equal(taken.size, 1)
})
