import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { ExporterRecord } from '../../storage/records.ts'
import type { RecordChanges } from '../../storage/store.ts'
import { testServices } from '../../testing/test-services.ts'
import { until as untilWithin } from '../../testing/until.ts'
import { randomRecords } from '../testing/random-records.ts'
import { describeExporter } from './describe-exporters.ts'
import { type SuperviseOptions, superviseExporters } from './supervise-exporters.ts'
import { startTarget } from './testing/scripted-target.ts'
import { webhookExporter } from './webhook/webhook.ts'

const way = { allowPrivate: true, trustedCertificates: undefined }

const from = Date.now() - 3_600_000
const until = (what: string, holds: () => boolean | Promise<boolean>) => untilWithin(what, holds, 30_000)

/** A store, usage in it, and a target that keeps the ids that it was sent, repeats too. */
async function setUp(t: TestContext) {
  const { services, put } = await testServices(t)
  const ids: string[] = []
  /** Calls that the target will never take. */
  const poison = new Set<string>()
  const target = await startTarget(({ text }) => {
    const sent: string[] = JSON.parse(text).map(({ id }: { id: string }) => id)
    const isPoisoned = sent.some((id) => poison.has(id))
    if (!isPoisoned) ids.push(...sent)
    return { status: isPoisoned ? 413 : 204, body: '' }
  })
  t.after(() => target.close())
  const { store, analytics } = services
  const record = await put('exporter', {
    ...{ name: 'hook', type: 'webhook', settings: { url: target.url }, sealed: null, lastFour: null },
    ...{ isPaused: false, replay: null },
  })
  let seed = 0
  const calls = async (count: number) => {
    seed += 1
    const records = randomRecords(count, { seed, from, to: from + 1_000_000 })
    await analytics.ingest(records, { organisationId: 'org_a', gatewayId: 'gw_1' })
    return records.map(({ id }) => id)
  }
  const change = (changes: RecordChanges<ExporterRecord>) => {
    const context = {
      organisationId: 'org_a',
      actor: { kind: 'system', id: null, name: 'test' },
      from: 'test',
    } as const
    return store.change({ ...context, verb: 'test', requestId: null }, async (writer) => {
      const current = await writer.get('exporter', record.id)
      assert.ok(current !== undefined)
      return await writer.update('exporter', current, changes)
    })
  }
  const health = async () => {
    const current = (await store.read('org_a').get('exporter', record.id)) ?? record
    return await describeExporter({ book: store.exporters, ledger: analytics, now: Date.now }, current)
  }
  const supervise = (options: Partial<SuperviseOptions> = {}) => {
    const made: ExporterRecord[] = []
    const make = (given: ExporterRecord) => {
      made.push(given)
      const url = String(given.settings.url)
      return webhookExporter({ url, secret: 'a secret of sixteen', way, now: Date.now })
    }
    const log = pino({ level: 'silent' })
    const supervision = superviseExporters({ store, ledger: analytics, make, log, now: Date.now, ...options })
    t.after(() => supervision.close())
    return { made, close: () => supervision.close() }
  }
  return { store, analytics, target, ids, poison, record, calls, change, health, supervise }
}

test('superviseExporters: an exporter is followed: paused, changed, replayed, removed', async (t) => {
  const { target, ids, calls, change, health, supervise, store, record } = await setUp(t)
  const { made } = supervise()
  const first = await calls(30)
  await until('the first are there', () => ids.length === 30)
  assert.deepEqual(ids.toSorted(), first.toSorted())
  await until('it is noted', async () => (await health()).progress?.lagRecords === 0)
  assert.equal((await health()).status, 'delivering')

  await change({ isPaused: true })
  await sleep(1_500)
  await calls(10)
  await sleep(2_500)
  assert.equal(ids.length, 30)
  const paused = await health()
  assert.deepEqual([paused.status, paused.progress?.lagRecords], ['paused', 10])
  assert.ok((paused.progress?.lagSeconds ?? 0) > 1_000)

  await change({ isPaused: false, settings: { url: `${target.url}/other` } })
  await until('the rest is there', () => ids.length === 40)
  assert.equal(target.calls.at(-1)?.path, '/other')

  await change({ replay: { id: 'again', after: 25 } })
  await until('what came after that is there again', () => ids.length === 55)
  await calls(1)
  await until('it goes on', () => ids.length === 56)
  await until('that is noted too', async () => (await health()).progress?.lagRecords === 0)
  assert.equal(new Set(ids).size, 41)

  const before = made.length
  const actor = { kind: 'system', id: null, name: 'test' } as const
  const context = { organisationId: 'org_a', actor, from: 'test', verb: 'test', requestId: null }
  await store.change(context, async (writer) => {
    const current = await writer.get('exporter', record.id)
    assert.ok(current !== undefined)
    await writer.remove('exporter', current)
  })
  await sleep(1_500)
  await calls(5)
  await sleep(2_500)
  assert.deepEqual([ids.length, made.length], [56, before])
})

test('superviseExporters: of two processes one runs it, and when that one ends the other goes on where it was', async (t) => {
  const { ids, calls, supervise } = await setUp(t)
  const one = supervise()
  await until('the first has it', () => one.made.length === 1)
  const other = supervise()
  await calls(40)
  await until('all are there', () => ids.length === 40)
  assert.equal(other.made.length, 0)
  await one.close()
  const more = await calls(20)
  await until('the other goes on', () => ids.length === 60)
  assert.deepEqual(ids.slice(40).toSorted(), more.toSorted())
})

test('superviseExporters: a process that cannot renew its lease sends nothing any more, and another one takes over', async (t) => {
  const { ids, calls, supervise, store } = await setUp(t)
  let isAway = false
  const lease = async (...given: Parameters<typeof store.lease>) => {
    if (isAway) throw new Error('away')
    return await store.lease(...given)
  }
  const flaky = new Proxy(store, {
    get: (_, name) => {
      const value: unknown = name === 'lease' ? lease : Reflect.get(store, name)
      return typeof value === 'function' && name !== 'lease' ? value.bind(store) : value
    },
  })
  const leaseMs = 2_000
  const cutOff = supervise({ store: flaky, leaseMs })
  await calls(10)
  await until('the first are there', () => ids.length === 10)
  isAway = true
  const other = supervise({ leaseMs })
  await until('the other has it', () => other.made.length === 1)
  await calls(20)
  await until('the rest is there', () => ids.length >= 30)
  await sleep(3_000)
  assert.deepEqual([ids.length, new Set(ids).size, cutOff.made.length], [30, 30, 1])
})

test('superviseExporters: how a target fares is noted, and outlives the process', async (t) => {
  const { target, ids, calls, health, supervise } = await setUp(t)
  target.faults.push({ status: 503 }, { status: 503 }, { status: 403 })
  await calls(5)
  const first = supervise()
  await until('it retries', async () => (await health()).status === 'retrying')
  await until('it fails', async () => (await health()).status === 'failing')
  const noted = await health()
  assert.match(noted.error ?? '', /answered with the status 403/)
  await first.close()
  assert.equal((await health()).status, 'failing')
  supervise()
  await until('it delivers', async () => (await health()).status === 'delivering')
  await until('it is noted', async () => (await health()).progress?.lagRecords === 0)
  const mended = await health()
  assert.deepEqual([ids.length, mended.error, mended.errorAt], [5, noted.error, noted.errorAt])
})

test('superviseExporters: what is on its way when it is stopped arrives, and is not sent again', async (t) => {
  const { target, ids, calls, supervise } = await setUp(t)
  await calls(5)
  target.faults.push('slow')
  const { close } = supervise()
  await until('it is on its way', () => target.calls.length === 1)
  await close()
  supervise()
  await calls(5)
  await until('the rest is there', () => ids.length === 10)
  assert.equal(new Set(ids).size, 10)
})

test('superviseExporters: what a target never takes is a dead letter, and is sent when somebody puts it back', async (t) => {
  const { ids, poison, calls, health, supervise, store, record } = await setUp(t)
  const all = await calls(20)
  for (const id of all.slice(3, 5)) poison.add(id)
  supervise()
  await until('the others are there', () => ids.length === 18)
  await until('it is noted', async () => (await health()).progress?.lagRecords === 0)
  assert.deepEqual([(await health()).deadLetters, (await health()).progress?.deadLettersInAll], [2, 2])
  const { items } = await store.exporters.letters(record.id, { after: 0, limit: 10 })
  assert.deepEqual(items.map(({ recordId }) => recordId).toSorted(), all.slice(3, 5).toSorted())
  assert.match(items[0]?.reason ?? '', /413/)

  const [stubborn = '', mended = ''] = items.map(({ recordId }) => recordId)
  poison.delete(mended)
  await store.exporters.queue(record.id, undefined)
  await until('one of them is there', () => ids.includes(mended))
  await until('the other is a dead letter again', async () => {
    const left = (await store.exporters.letters(record.id, { after: 0, limit: 10 })).items
    return left.length === 1 && left[0]?.recordId === stubborn && !left[0].isQueued
  })
  assert.deepEqual([ids.length, (await health()).deadLetters, (await health()).progress?.deadLettersInAll], [19, 1, 2])
})

test('superviseExporters: one that cannot be made of what is set up fails, says why, and holds up no other', async (t) => {
  const { ids, calls, health, supervise, change } = await setUp(t)
  const all = await calls(3)
  supervise({
    make: ({ settings }) => {
      if (settings.url === 'broken') throw new Error('what is sealed cannot be opened')
      const url = String(settings.url)
      return webhookExporter({ url, secret: 'a secret of sixteen', way, now: Date.now })
    },
  })
  await until('all are there', () => ids.length === all.length)
  const { url } = (await health()).exporter.settings
  await change({ settings: { url: 'broken' } })
  await until('it fails', async () => (await health()).status === 'failing')
  assert.equal((await health()).error, 'what is sealed cannot be opened')
  await change({ settings: { url } })
  await calls(2)
  await until('it goes on', () => ids.length === 5)
})
