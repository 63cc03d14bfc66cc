import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomRecords } from '../../analytics/testing/random-records.ts'
import type { TestContext } from '../../testing/stores.ts'
import { type TestServices, testServices } from '../../testing/test-services.ts'
import { createApp } from '../app.ts'
import { usageRoutes } from './usage.ts'

const now = Date.UTC(2026, 10, 23, 12, 30)
const from = new Date(now - 86_400_000).toISOString()
const source = { organisationId: 'org_a', gatewayId: 'gw_1' }

interface Asked {
  readonly status: number
  readonly type: string | null
  readonly text: string
  readonly json: Record<string, unknown>
}

async function usageApi(t: TestContext) {
  const made: TestServices = await testServices(t, { now: () => now })
  const records = randomRecords(2_500, { seed: 5, from: now - 80_000_000, to: now })
  await made.services.analytics.ingest(records, source)
  const { services, admin } = made
  const identify = async () => admin.actor
  const app = createApp({
    services,
    routes: usageRoutes,
    identify,
    mounts: [],
    version: '1',
    consoleFolder: '/nowhere',
    log: services.log,
  })
  const ask = async (path: string): Promise<Asked> => {
    const answer = await app.request(`/api/v1/usage/${path}`)
    const text = await answer.text()
    const type = answer.headers.get('content-type')
    return {
      status: answer.status,
      type,
      text,
      json: type?.includes('json') && !type.includes('nd') ? JSON.parse(text) : {},
    }
  }
  return { ask, app, records }
}

test('every route of usage answers just what it declares', async (t) => {
  const { ask, records } = await usageApi(t)
  const [record] = records
  const paths = [
    ...['totals', 'series', 'series?per=hour', 'breakdown?by=model', 'percentiles', 'cache', 'guardrails', 'refusals'],
    ...['errors', 'requests', `requests/${record?.id}`, 'conversations', 'conversations/thread-1'],
  ]
  for (const path of paths) {
    const { status, text, json } = await ask(path)
    assert.equal(status, 200, `${path}: ${text}`)
    assert.ok(Object.keys(json).length > 1, path)
  }
})

test('one call in full has its phases in the order of time, its tries and where it came from', async (t) => {
  const { ask, records } = await usageApi(t)
  const record = records.find(({ attempts }) => attempts.length === 2)
  const { json } = await ask(`requests/${record?.id}`)
  const timeline = json.timeline as { what: string; atMs: number; attempt: number | null }[]
  assert.deepEqual(
    timeline.map(({ atMs }) => atMs),
    timeline.map(({ atMs }) => atMs).toSorted((one, other) => one - other),
  )
  assert.equal(timeline.filter(({ what }) => what === 'provider asked').length, 2)
  assert.deepEqual([timeline[0]?.what, (json.tries as unknown[]).length, json.gatewayId], ['received', 2, 'gw_1'])
  assert.equal(json.costUsd, (record?.cost?.amount ?? 0) / 1_000_000)
  assert.equal((await ask('requests/req_nobody')).status, 404)
})

test('a parameter of a list may be repeated, any other is given once, and what is malformed is named', async (t) => {
  const { ask, records } = await usageApi(t)
  const both = await ask(`totals?from=${from}&model=gpt-5.4&model=house-1`)
  const meant = records.filter(({ model }) => model.asked === 'gpt-5.4' || model.asked === 'house-1')
  const served = meant.filter(({ model }) => model.served !== null || model.asked !== null)
  assert.equal((both.json.totals as { calls: number }).calls, served.length)
  assert.equal(((await ask('totals?model=nobody')).json.totals as { calls: number }).calls, 0)
  for (const [query, field] of [
    ['totals?from=yesterday', 'from'],
    ['totals?to=2026-02-30', 'to'],
    ['totals?from=2026-01-02&to=2026-01-01', 'from'],
    ['totals?outcome=perhaps', 'outcome'],
    ['totals?model=%00', 'model'],
    ['series?per=minute', 'per'],
    ['breakdown?by=colour', 'by'],
    ['breakdown?by=model&limit=0', 'limit'],
    ['requests?status=9', 'status'],
    ['export/requests?format=xlsx', 'format'],
  ] as const) {
    const { status, text, json } = await ask(query)
    assert.equal(status, 400, `${query}: ${text}`)
    const [first] = json.errors as { field: string }[]
    assert.match(first?.field ?? '', new RegExp(`^${field}`), query)
  }
  assert.match((await ask(`totals?from=${from}&from=${from}`)).text, /from is given 2 times/)
})

test('the log of calls is paged through whole, each call once', async (t) => {
  const { ask, records } = await usageApi(t)
  const ids: string[] = []
  let after = ''
  do {
    const { json } = await ask(`requests?limit=200${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`)
    ids.push(...(json.items as { id: string }[]).map(({ id }) => id))
    after = String(json.next ?? '')
  } while (after !== '')
  const forged = await ask('requests?after=first')
  assert.equal(forged.status, 400)
  assert.match(forged.text, /"field":"after"/)
  assert.deepEqual(ids.toSorted(), records.map(({ id }) => id).toSorted())
})

test('files hold every call, and as many rows as the breakdown', async (t) => {
  const { ask, app, records } = await usageApi(t)
  const csv = await ask('export/requests')
  assert.equal(csv.type, 'text/csv; charset=utf-8')
  const lines = csv.text.trimEnd().split('\r\n')
  assert.equal(lines.length, records.length + 1)
  assert.match(lines[0] ?? '', /^id,at,outcome,status,/)
  const ndjson = await ask('export/requests?format=ndjson&outcome=refused')
  const refusals = ndjson.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { outcome: string })
  assert.equal(refusals.length, records.filter(({ outcome }) => outcome === 'refused').length)
  assert.ok(refusals.every(({ outcome }) => outcome === 'refused'))
  const rows = await ask('export/breakdown?by=model')
  assert.equal(rows.text.trimEnd().split('\r\n').length, 5)
  const answer = await app.request('/api/v1/usage/export/breakdown?by=team')
  assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="usage-by-team.csv"')
  await answer.body?.cancel()
})
