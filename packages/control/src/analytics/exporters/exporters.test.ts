import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { elasticsearchExporter } from './elasticsearch/elasticsearch.ts'
import { incumbentDefaults } from './incumbent-event.ts'
import { exporterBench, storedRecords } from './testing/exporter-bench.ts'
import { idsIn, type Kept, keptTargets, now } from './testing/kept-targets.ts'
import { type Fault, startTarget } from './testing/scripted-target.ts'

const way = { allowPrivate: true, trustedCertificates: undefined }

const faults: Readonly<Record<string, readonly Fault[]>> = {
  'cut in the middle of a batch': ['cut'],
  'an answer that is lost': ['lost'],
  'half an answer': ['half'],
  'a slow target': ['slow', 'slow'],
  'too many calls': [{ status: 429, headers: { 'retry-after': '7' } }],
  'one trouble after another': ['cut', 'lost', { status: 503 }, 'half', 'cut', 'slow'],
  'a target that is away': Array.from({ length: 20 }, () => ({ status: 503 })),
}

for (const [name, open] of Object.entries(keptTargets)) {
  for (const [trouble, script] of Object.entries(faults))
    test(`${name}: ${trouble}: nothing is lost and nothing is there twice`, async (t) => {
      const { target, ids, exporter } = await opened(t, open)
      target.faults.push(...script)
      const bench = exporterBench(storedRecords(1_200))
      await bench.run(exporter())
      assert.deepEqual(ids().toSorted(), idsOf(bench.stored))
      assert.equal(bench.states.at(-1)?.delivered, 1_200)
      assert.deepEqual(bench.dead, [])
    })

  test(`${name}: away for ten minutes, by answers and by connections that break`, async (t) => {
    const { target, ids, exporter } = await opened(t, open)
    target.faults.push(...Array.from({ length: 22 }, (_, at): Fault => (at % 2 === 0 ? { status: 503 } : 'cut')))
    const bench = exporterBench(storedRecords(30))
    const run = await bench.run(exporter())
    const awayMs = bench.waits.slice(0, 20).reduce((sum, ms) => sum + ms, 0)
    assert.ok(awayMs > 600_000, `${awayMs} ms`)
    assert.deepEqual(ids().toSorted(), idsOf(bench.stored))
    assert.equal((await run.health()).status, 'delivering')
  })

  test(`${name}: a process that ends before the answer, and another one after it`, async (t) => {
    const { target, ids, exporter } = await opened(t, open)
    const all = storedRecords(700)
    const bench = exporterBench(all.slice(0, 300))
    target.faults.push('lost')
    await bench.runUntilBackOff(exporter())
    assert.equal(bench.states.length, 0)
    // More has come meanwhile: the next chunk is a larger one that begins at the same call.
    bench.stored.push(...all.slice(300))
    await bench.run(exporter())
    assert.deepEqual(ids().toSorted(), idsOf(all))
  })

  test(`${name}: the ledger cannot note what was delivered for a while`, async (t) => {
    const { ids, exporter } = await opened(t, open)
    const bench = exporterBench(storedRecords(600))
    bench.storeFailures.push(new Error('away'), new Error('away'))
    await bench.run(exporter())
    assert.deepEqual(ids().toSorted(), idsOf(bench.stored))
    assert.deepEqual(
      bench.waits.filter((ms) => ms !== 60_000),
      [800, 1_600],
    )
  })

  test(`${name}: what the target asks for with Retry-After is waited for`, async (t) => {
    const { target, exporter } = await opened(t, open)
    target.faults.push(
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 429, headers: { 'retry-after': '9999' } },
    )
    const bench = exporterBench(storedRecords(500))
    await bench.run(exporter())
    assert.deepEqual(bench.waits.slice(0, 2), [7_000, 300_000])
  })

  test(`${name}: a refusal that a person has to mend keeps everything until it is mended`, async (t) => {
    const { target, ids, exporter } = await opened(t, open)
    target.faults.push({ status: 403 }, { status: 401 })
    const bench = exporterBench(storedRecords(500))
    const run = await bench.run(exporter())
    assert.deepEqual(ids().toSorted(), idsOf(bench.stored))
    assert.deepEqual(bench.waits.slice(0, 2), [60_000, 60_000])
    const health = await run.health()
    assert.equal(health.lagRecords, 0)
    assert.match(health.lastError ?? '', /401/)
  })
}

for (const name of ['elasticsearch', 'webhook', 'moesif', 'otlp'] as const) {
  test(`${name}: a request that is too large goes in halves`, async (t) => {
    const { target, ids, exporter } = await opened(t, keptTargets[name])
    target.faults.push({ status: 413 }, { status: 413 }, 'lost')
    const bench = exporterBench(storedRecords(500))
    await bench.run(exporter())
    assert.deepEqual(ids().toSorted(), idsOf(bench.stored))
  })

  test(`${name}: a call that is too large by itself becomes a dead letter, the others arrive`, async (t) => {
    const { target, ids, exporter } = await opened(t, keptTargets[name])
    target.faults.push({ status: 413 }, { status: 413 })
    const bench = exporterBench(storedRecords(2))
    await bench.run(exporter())
    assert.deepEqual(
      bench.dead.map(({ id }) => id),
      ['req_7_0'],
    )
    assert.deepEqual(ids(), ['req_7_1'])
    assert.equal(bench.states.at(-1)?.deadLetters, 1)
  })
}

test('elasticsearch: of a batch only what was not taken goes again, and what never will be is a dead letter', async (t) => {
  const { target, ids, exporter } = await opened(t, keptTargets.elasticsearch)
  const statuses = [201, 429, 400, 409]
  const items = statuses.map((status) => ({ create: { status, error: { type: `e${status}`, reason: 'why' } } }))
  target.faults.push({ status: 200, body: JSON.stringify({ errors: true, items }) })
  target.faults.push({ status: 200, body: JSON.stringify({ errors: true, items: [items[0], items[2]] }) })
  const bench = exporterBench(storedRecords(4))
  await bench.run(exporter())
  assert.deepEqual(
    target.calls.map(({ text }) => idsIn(text)),
    [
      ['req_7_0', 'req_7_1', 'req_7_2', 'req_7_3'],
      ['req_7_1', 'req_7_2'],
    ],
  )
  assert.deepEqual(bench.dead, [{ id: 'req_7_2', reason: 'e400 (400)' }])
  assert.deepEqual(ids(), [])
})

for (const { kind, distribution } of [
  { kind: 'ilm', distribution: undefined },
  { kind: 'ism', distribution: 'opensearch' },
])
  test(`elasticsearch: makes the target ready once, with ${kind}`, async (t) => {
    const target = await startTarget(({ method, path, text }) => {
      if (method === 'GET') return { status: 200, body: JSON.stringify({ version: { number: '9.1.0', distribution } }) }
      if (method === 'PUT') return { status: path.includes('_ism') ? 409 : 200, body: '{}' }
      return { status: 200, body: JSON.stringify({ items: idsIn(text).map(() => ({ create: { status: 201 } })) }) }
    })
    t.after(() => target.close())
    const exporter = elasticsearchExporter({
      ...{ url: target.url, authorization: undefined, index: 'usage', per: 'day', format: 'native', retentionDays: 30 },
      ...{ incumbent: incumbentDefaults, isSetUp: true, way },
    })
    await exporterBench(storedRecords(600)).run(exporter)
    const policy = kind === 'ilm' ? '/_ilm/policy/usage' : '/_plugins/_ism/policies/usage'
    const [, , template, bulk, ...more] = target.calls
    assert.deepEqual(
      target.calls.slice(0, 3).map(({ path }) => path),
      ['/', policy, '/_index_template/usage'],
    )
    assert.deepEqual(
      [bulk, ...more].map((call) => call?.path.split('?')[0]),
      ['/_bulk', '/_bulk'],
    )
    const body = JSON.parse(template?.text ?? '')
    assert.deepEqual(body.index_patterns, ['usage-*'])
    const source = JSON.parse(bulk?.text.split('\n')[1] ?? '')
    for (const field of Object.keys(source)) assert.ok(field in body.template.mappings.properties, field)
    assert.equal(JSON.parse(bulk?.text.split('\n')[0] ?? '').create._index, 'usage-2026.11.22')
  })

test('webhook: what is sent is signed', async (t) => {
  const { target, exporter } = await opened(t, keptTargets.webhook)
  await exporterBench(storedRecords(3)).run(exporter())
  const [call] = target.calls
  const seconds = now() / 1_000
  const hex = createHmac('sha256', 'a secret of sixteen').update(`${seconds}.${call?.text}`).digest('hex')
  assert.equal(call?.headers['x-tollgate-signature'], `t=${seconds},v1=${hex}`)
})

test('only calls of its own organisation leave', async (t) => {
  const { target, ids, exporter } = await opened(t, keptTargets.webhook)
  const own = storedRecords(20)
  const others = storedRecords(40, 'org_b').slice(20)
  const bench = exporterBench([...own, ...others])
  await bench.run(exporter())
  assert.deepEqual(ids().toSorted(), idsOf(own))
  assert.equal(bench.states.at(-1)?.delivered, 40)
  assert.equal(target.calls.length, 1)
})

async function opened(t: TestContext, open: () => Promise<Kept>): Promise<Kept> {
  const kept = await open()
  t.after(() => kept.target.close())
  return kept
}

function idsOf(stored: readonly { readonly record: { readonly id: string } }[]): string[] {
  return stored.map(({ record }) => record.id).toSorted()
}
