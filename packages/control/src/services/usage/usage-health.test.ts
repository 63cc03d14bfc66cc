import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { randomRecords } from '../../analytics/testing/random-records.ts'
import { testServices } from '../../testing/test-services.ts'
import { policyWork } from './policy-work.ts'
import { providerHealth } from './provider-health.ts'
import { recentRecords } from './recent-records.ts'

const source = { organisationId: 'org_a', gatewayId: 'gw_1' }
const verdict = { attachment: 'att_1', phase: 'request', ms: 2 } as const
const attempt = {
  ...{ endpoint: 'main', status: 200, startedAt: 0, headMs: 100, totalMs: 200, failure: null },
  upstreamRequestId: null,
}

test('what policies did is counted by policy and API, and calls that went past them are seen', async (t) => {
  const { admin, services, verbAs } = await testServices(t)
  const calls = callsOf(services.now(), [
    { outcome: 'answered', verdicts: [{ ...verdict, policy: 'mask', verdict: 'changed' }] },
    {
      outcome: 'answered',
      verdicts: [
        { ...verdict, policy: 'mask', verdict: 'passed' },
        { ...verdict, phase: 'response', policy: 'mask', verdict: 'would-change' },
      ],
    },
    { outcome: 'refused', verdicts: [{ ...verdict, policy: 'regex', verdict: 'refused' }] },
    { outcome: 'answered', verdicts: [{ ...verdict, policy: 'mask', verdict: 'could-not-run' }] },
    { outcome: 'answered', verdicts: [] },
    { outcome: 'refused', verdicts: [] },
  ])
  await services.analytics.ingest(calls, source)
  await services.analytics.ingest(callsOf(services.now(), [{ id: 'other', verdicts: [] }]), {
    ...source,
    organisationId: 'org_b',
  })
  const { items, ...work } = await policyWork(admin, {})
  assert.deepEqual([work.calls, work.guardedCalls, work.callsWithoutVerdict], [6, 4, 1])
  const api = { apiId: 'api_1', api: 'Shop/1.0' }
  const mask = { policy: 'mask', ...api, ran: 3, hits: 2, changed: 1, refused: 0, observed: 1, failed: 1 }
  const regex = { policy: 'regex', ...api, ran: 1, hits: 1, changed: 0, refused: 1, observed: 0, failed: 0 }
  assert.deepEqual(items, [
    { ...mask, ms: { p50: 2, p95: 4 } },
    { ...regex, ms: { p50: 2, p95: 2 } },
  ])
  assert.equal((await policyWork(admin, { api: ['api_2'] })).calls, 0)
  const ofAnotherApi = verbAs([{ role: 'viewer', scope: { kind: 'api', id: 'api_2' } }])
  assert.equal((await policyWork(ofAnotherApi, {})).calls, 0)
})

test('of providers and endpoints it is told how they answered, and whose the trouble is', async (t) => {
  const { admin, services } = await testServices(t)
  const limited = { ...attempt, endpoint: 'spare', status: 429, headMs: 20 }
  const broken = { ...attempt, status: null, headMs: null, failure: 'broke off' }
  const calls = callsOf(services.now(), [
    { outcome: 'answered', attempts: [limited, attempt] },
    { outcome: 'failed', attempts: [broken] },
    { outcome: 'failed', attempts: [attempt] },
    { outcome: 'refused', attempts: [] },
    { outcome: 'answered', provider: 'Calm', attempts: [attempt] },
  ])
  await services.analytics.ingest(calls, source)
  const { items } = await providerHealth(admin, {})
  const shown = items.map((row) => [
    row.provider,
    row.endpoint,
    row.calls,
    row.asked,
    row.errors,
    row.limited,
    row.whose,
  ])
  assert.deepEqual(shown, [
    ['Busy', null, 4, 4, 1, 1, 'both'],
    ['Busy', 'main', 3, 3, 1, 0, 'them'],
    ['Busy', 'spare', 1, 1, 0, 1, 'them'],
    ['Calm', null, 1, 1, 0, 0, 'nobody'],
    ['Calm', 'main', 1, 1, 0, 0, 'nobody'],
  ])
  assert.equal(items[2]?.failovers, 1)
  assert.equal(items[0]?.ours, 1)
  assert.deepEqual(items[0]?.firstByteMs, { p50: 100, p95: 100 })
  assert.match(
    items[0]?.why ?? '',
    /^25 % of what it was asked ended in an error and 25 % in 429; and 25 % of the calls/,
  )
})

test('of many calls the newest are looked through, and it is told from when on', async (t) => {
  const { admin, services } = await testServices(t)
  const calls = callsOf(
    services.now(),
    Array.from({ length: 30 }, () => ({})),
  )
  await services.analytics.ingest(calls, source)
  const { records, countedFrom } = await recentRecords(admin, {}, 10)
  assert.deepEqual(
    records.map(({ record }) => record.id),
    calls.slice(20).map(({ id }) => id),
  )
  assert.equal(countedFrom, calls[20]?.at)
})

/** One a second, the last of them now. */
function callsOf(now: number, all: readonly Partial<UsageRecord>[]): UsageRecord[] {
  const usual = randomRecords(all.length, { seed: 5, from: now - 60_000, to: now })
  return usual.map((record, index) => ({
    ...record,
    ...{ at: now - 1_000 * (all.length - index), operation: 'responses', provider: 'Busy', verdicts: [], attempts: [] },
    api: { id: 'api_1', name: 'Shop', version: '1.0' },
    ...all[index],
  }))
}
