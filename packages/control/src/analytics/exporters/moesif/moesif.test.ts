import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { exporterBench, storedRecords } from '../testing/exporter-bench.ts'
import { startTarget, type TakenCall } from '../testing/scripted-target.ts'
import { moesifSettings } from '../testing/target-settings.ts'
import { maskedBody, maskedHeaders } from './masking.ts'
import { type MoesifSettings, moesifExporter } from './moesif.ts'
import { moesifEvent } from './moesif-event.ts'
import { readRates, sampled } from './moesif-sampling.ts'

async function sent(t: TestContext, settings: Partial<MoesifSettings>, count = 40) {
  const config = { sample_rate: 50, user_sample_rate: { 'ada@example.com': 0 } }
  const target = await startTarget(({ path }) => {
    return { status: path === '/v1/config' ? 200 : 201, body: path === '/v1/config' ? JSON.stringify(config) : '' }
  })
  t.after(() => target.close())
  const bench = exporterBench(storedRecords(count))
  const exporter = moesifExporter({ ...moesifSettings(target.url), ...settings })
  await bench.run(exporter)
  const to = (path: string) => target.calls.filter((call) => call.path === path)
  const again = () => bench.run(exporter)
  return { target, bench, to, again }
}

function listIn(call: TakenCall | undefined) {
  return JSON.parse(call?.text ?? '[]')
}

test('moesif: events carry its own names, the incumbent’s metadata as text, and ours as they are', () => {
  const [stored] = storedRecords(1)
  assert.ok(stored !== undefined)
  const { record, facts } = stored
  const event = moesifEvent(stored, { ...moesifSettings('http://x'), hasHeaders: true, maskedHeaders: ['user-agent'] })
  assert.equal(event.request.time, new Date(record.at).toISOString())
  assert.match(event.request.uri, /^https:\/\/ai\.example\.com:8243\/[^/]+\/[^/]+\//)
  assert.deepEqual(
    [event.request.verb, event.response.status, event.direction, event.weight],
    ['POST', record.status, 'Incoming', 1],
  )
  assert.deepEqual([event.user_id, event.company_id], [facts.person ?? facts.application, 'org_a'])
  const { metadata } = event
  assert.equal(metadata.correlationId, record.id)
  assert.equal(typeof metadata.backendLatency, 'string')
  assert.equal(metadata.isEgress, true)
  assert.deepEqual(Object.keys(metadata.aiTokenUsage ?? {}), [
    'promptTokens',
    'completionTokens',
    'totalTokens',
    'hour',
  ])
  if (record.agent.userAgent !== null) assert.equal(event.request.headers['User-Agent'], '*****')
  const few = moesifEvent(stored, moesifSettings('http://x'))
  assert.deepEqual(few.request.headers, { 'X-Moesif-Transaction-Id': record.id })
})

test('moesif: users and companies are told once a day', async (t) => {
  let now = Date.parse('2026-11-22T11:00:00Z')
  const { to, bench, again } = await sent(t, { hasProfiles: true, company: 'team', now: () => now })
  const people = new Set(bench.stored.map(({ facts }) => facts.person ?? facts.application))
  assert.deepEqual(new Set(listIn(to('/v1/users/batch')[0]).map(({ user_id }: { user_id: string }) => user_id)), people)
  const teams = new Set(bench.stored.flatMap(({ facts }) => facts.team ?? []))
  assert.equal(listIn(to('/v1/companies/batch')[0]).length, teams.size)
  const more = () => bench.stored.push(...storedRecords(1).map((one) => ({ ...one, number: bench.stored.length + 1 })))
  more()
  await again()
  assert.equal(to('/v1/users/batch').length, 1)
  now += 86_400_000
  more()
  await again()
  assert.equal(to('/v1/users/batch').length, 2)
})

test('moesif: profiles that it refuses hold up no event', async (t) => {
  const target = await startTarget(({ path }) => ({ status: path === '/v1/events/batch' ? 201 : 400, body: '' }))
  t.after(() => target.close())
  const bench = exporterBench(storedRecords(10))
  await bench.run(moesifExporter({ ...moesifSettings(target.url), hasProfiles: true }))
  assert.equal(bench.states.at(-1)?.delivered, 10)
})

test('moesif: what its configuration samples away is not sent, and what is sent says for how many it stands', async (t) => {
  const { to, bench } = await sent(t, { isSampled: true }, 400)
  const events = to('/v1/events/batch').flatMap(listIn)
  assert.equal(to('/v1/config').length, 1)
  assert.ok(events.length > 120 && events.length < 280, `${events.length} of 400`)
  assert.ok(events.every(({ weight }) => weight === 2))
  assert.equal(bench.states.at(-1)?.delivered, 400)
  const [stored] = storedRecords(1)
  assert.ok(stored !== undefined)
  const event = moesifEvent(stored, moesifSettings('http://x'))
  assert.equal(sampled(event, { all: 100, users: { [event.user_id]: 0 }, companies: {} }), undefined)
  assert.deepEqual(readRates('{"sample_rate":"all"}'), { all: 100, users: {}, companies: {} })
  assert.deepEqual(readRates('not JSON').all, 100)
})

test('moesif: bodies are sent where they are kept redacted, with the named fields masked at any depth', async (t) => {
  const body = JSON.stringify({ model: 'm', input: [{ Email: 'ada@example.com', content: 'hello' }] })
  const keptBody = async (id: string) => (id === 'req_7_0' ? body : undefined)
  const { to } = await sent(t, { hasBodies: true, maskedFields: ['email'], keptBody }, 2)
  const [first, second] = listIn(to('/v1/events/batch')[0])
  assert.deepEqual(first.request.body, { model: 'm', input: [{ Email: '*****', content: 'hello' }] })
  assert.equal(second.request.body, undefined)
  assert.equal(maskedBody('no JSON', []), undefined)
  assert.equal(maskedBody(JSON.stringify('x'.repeat(100_001)), []), undefined)
  assert.deepEqual(maskedHeaders({ 'X-Team': 'a', Accept: 'b' }, ['x-team']), { 'X-Team': '*****', Accept: 'b' })
})

test('moesif: bodies make no batch larger than it takes', async (t) => {
  const body = JSON.stringify({ input: 'x'.repeat(60_000) })
  const { to, bench } = await sent(t, { hasBodies: true, keptBody: async () => body }, 20)
  const batches = to('/v1/events/batch')
  assert.ok(batches.every(({ text }) => Buffer.byteLength(text) <= 250_000))
  assert.deepEqual(
    batches.flatMap(listIn).map(({ metadata }) => metadata.correlationId),
    bench.stored.map(({ record }) => record.id),
  )
  assert.ok(batches.flatMap(listIn).every(({ request }) => request.body.input.length === 60_000))
})

test('moesif: its key goes in the header for it, and nowhere else', async (t) => {
  const { target } = await sent(t, { hasProfiles: true, hasHeaders: true, applicationId: 'canary-id' }, 10)
  for (const { headers, text, path } of target.calls) {
    assert.equal(headers['x-moesif-application-id'], 'canary-id')
    assert.equal(headers['content-encoding'], 'gzip')
    assert.ok(!text.includes('canary-id') && !path.includes('canary-id'))
  }
})
