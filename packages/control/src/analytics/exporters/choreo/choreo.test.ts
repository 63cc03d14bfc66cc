import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { choreoSettings, onPremKey, playChoreo } from '../testing/choreo-peer.ts'
import { exporterBench, storedRecords } from '../testing/exporter-bench.ts'
import { type ScriptedTarget, startTarget } from '../testing/scripted-target.ts'
import { testCertificate } from '../testing/test-certificate.ts'
import { choreoExporter } from './choreo.ts'
import { readToken } from './choreo-token.ts'

async function peer(t: TestContext) {
  const events = new Map<string, Record<string, unknown>>()
  const tls = await testCertificate()
  const target: ScriptedTarget = await startTarget((call) => playChoreo(events, call, target), tls)
  t.after(() => target.close())
  const tokenCalls = () => target.calls.filter(({ path }) => path === '/auth/v1/token').length
  return { events, target, tokenCalls, settings: choreoSettings(target.url, tls.cert) }
}

test('choreo: events are cut to what it knows, without the user’s name, each with the hash of the key', async (t) => {
  const { events, target, settings } = await peer(t)
  const bench = exporterBench(storedRecords(3))
  await bench.run(choreoExporter(settings))
  const event = events.get('req_7_0')
  assert.ok(event !== undefined && !('userName' in event))
  assert.deepEqual(Object.keys(event.properties ?? {}), ['isEgress', 'subType', 'aiMetadata', 'aiTokenUsage'])
  assert.ok(['response', 'fault'].includes(String(event.eventType)))
  assert.equal(event.gatewayType, 'SYNAPSE')
  const [, sent] = target.calls
  assert.equal(sent?.path, '/hub-of-a-test/messages?timeout=60&api-version=2014-01')
  assert.equal(sent?.headers['content-type'], 'application/vnd.microsoft.servicebus.json')
  const hash = createHash('sha256').update(onPremKey).digest('hex').toUpperCase()
  for (const { UserProperties } of JSON.parse(sent?.text ?? '[]'))
    assert.deepEqual(UserProperties, { 'token-hash': hash })
  assert.ok(!sent?.text.includes(onPremKey))
})

test('choreo: a token is used until shortly before its end, and one that was taken back is asked for again', async (t) => {
  const { events, target, tokenCalls, settings } = await peer(t)
  let now = settings.now()
  const exporter = choreoExporter({ ...settings, now: () => now })
  const bench = exporterBench(storedRecords(250))
  await bench.run(exporter)
  assert.deepEqual([events.size, tokenCalls()], [250, 1])
  const more = () => bench.stored.push(...storedRecords(1).map((one) => ({ ...one, number: bench.stored.length + 1 })))
  target.faults.push({ status: 401 })
  more()
  await bench.run(exporter)
  assert.deepEqual([tokenCalls(), bench.states.at(-1)?.delivered], [2, 251])
  now += 3_600_000 - 60_000
  more()
  await bench.run(exporter)
  assert.deepEqual([tokenCalls(), bench.states.at(-1)?.delivered], [3, 252])
})

test('choreo: a key that is not taken stops it, and everything is kept', async (t) => {
  const { target, settings, events } = await peer(t)
  const bench = exporterBench(storedRecords(3))
  target.faults.push({ status: 401 })
  const run = await bench.run(choreoExporter(settings))
  assert.match((await run.health()).lastError ?? '', /status 401 \(the on-prem key\)/)
  assert.equal(events.size, 3)
})

test('choreo: a batch that is too large goes in halves, and an event that is so by itself is a dead letter', async (t) => {
  const { events, target, settings } = await peer(t)
  const exporter = choreoExporter(settings)
  const bench = exporterBench(storedRecords(1))
  await bench.run(exporter)
  bench.stored.push(...storedRecords(5).slice(1))
  target.faults.push({ status: 413 }, { status: 413 }, { status: 413 })
  await bench.run(exporter)
  assert.deepEqual(
    bench.dead.map(({ id }) => id),
    ['req_7_1'],
  )
  assert.deepEqual([...events.keys()].toSorted(), ['req_7_0', 'req_7_2', 'req_7_3', 'req_7_4'])
})

test('choreo: an answer that is no token is waited out', async (t) => {
  const { events, target, settings } = await peer(t)
  target.faults.push({ status: 200, body: '<html>' }, { status: 503 })
  const bench = exporterBench(storedRecords(2))
  await bench.run(choreoExporter(settings))
  assert.deepEqual(
    bench.waits.filter((ms) => ms < 10_000),
    [800, 1_600],
  )
  assert.equal(events.size, 2)
})

test('readToken: only what is a token of an event hub', () => {
  const token = 'SharedAccessSignature sr=sb%3A%2F%2Fns.example.com%2Fhub%2Fpart&sig=a%3D&se=1800000000&skn=s'
  assert.deepEqual(readToken(JSON.stringify({ token })), {
    authorization: token,
    hub: 'https://ns.example.com/hub/part',
    expiresAt: 1_800_000_000_000,
  })
  for (const wrong of [
    '',
    '{}',
    '{"token":5}',
    '{"token":"Bearer x"}',
    JSON.stringify({ token: token.replace('se=', 'x=') }),
  ])
    assert.equal(readToken(wrong), undefined, wrong)
  assert.equal(readToken(JSON.stringify({ token: token.replace('ns.example.com', 'a@b') })), undefined)
})
