import assert from 'node:assert/strict'
import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import type { StoredRecord } from '../../analytics-store.ts'
import { incumbentDefaults } from '../incumbent-event.ts'
import { exporterBench, storedRecords } from '../testing/exporter-bench.ts'
import { type ElkLogSettings, elkLogExporter } from './elk-log.ts'
import { logName } from './rolled-files.ts'

const noon = Date.parse('2026-11-22T12:00:00Z')
const dayMs = 86_400_000

/** As the incumbent's Logstash reads a line: greedy, so that a value could pass for the frame. */
const logstash = /^(?:.*) apimMetrics:(?<name>.*), (?:.*) :(?<json>.*)$/

function place(t: TestContext) {
  const folder = join(temporaryFolder(t), 'logs')
  const preset = { folder, host: '10.0.0.5-gw1', incumbent: incumbentDefaults, fileBytesMax: 1e9, filesKept: 10 }
  const open = (settings: Partial<ElkLogSettings> = {}) => {
    const exporter = elkLogExporter({ ...preset, now: () => noon, ...settings })
    t.after(() => exporter.close())
    return exporter
  }
  const names = async () => (await readdir(folder)).toSorted()
  const lines = async () => {
    const texts = await Promise.all((await names()).map((name) => readFile(join(folder, name), 'utf8')))
    return texts.flatMap((text) => text.split('\n').slice(0, -1))
  }
  const ids = async () => (await lines()).map((line) => String(eventIn(line).correlationId)).toSorted()
  return { folder, log: join(folder, logName), open, names, ids, lines }
}

function eventIn(line: string): Record<string, unknown> {
  const { name, json } = logstash.exec(line)?.groups ?? {}
  const event = JSON.parse(json ?? '')
  assert.equal(line.split(' apimMetrics:').length, 2, 'a line is one whole event')
  assert.equal(name, event.eventType === 'fault' ? ' apim:faulty' : ' apim:response', line)
  return event
}

function idsOf(stored: readonly StoredRecord[]): string[] {
  return stored.map(({ record }) => record.id).toSorted()
}

test('elk-log: a disk that is full holds everything back, and has it once there is room', async (t) => {
  const { folder, log, open, ids } = place(t)
  await mkdir(folder)
  // Each write to it fails as on a disk that is full.
  await symlink('/dev/full', log)
  const bench = exporterBench(storedRecords(700))
  const run = await bench.runUntilBackOff(open())
  const { status, lastError } = await run.health()
  assert.deepEqual([status, bench.states.length], ['retrying', 0])
  assert.match(lastError ?? '', /apim_metrics\.log: no space is left/)
  await rm(log)
  await bench.run(open())
  assert.deepEqual(await ids(), idsOf(bench.stored))
})

test('elk-log: a folder that cannot be made holds everything back, and has it once it can', async (t) => {
  const { folder, open, ids } = place(t)
  await writeFile(folder, 'a file where the folder should be')
  const bench = exporterBench(storedRecords(30))
  const exporter = open()
  const run = await bench.runUntilBackOff(exporter)
  assert.match((await run.health()).lastError ?? '', /there is a file where a folder should be/)
  assert.deepEqual([bench.states, bench.dead], [[], []])
  await rm(folder)
  await bench.run(exporter)
  assert.deepEqual(await ids(), idsOf(bench.stored))
})

test('elk-log: what a crash has left, half a line among it, is not written again and not left torn', async (t) => {
  const { log, open, ids, lines } = place(t)
  const bench = exporterBench(storedRecords(400))
  // Nothing of it is noted: the process ends between the write and the note.
  await exporterBench(bench.stored.slice(0, 150)).run(open())
  const [line = ''] = (await lines()).slice(-1)
  await appendFile(log, line.replace(/"correlationId":"[^"]*"/, '"correlationId":"req_7_150"').slice(0, 200))
  await bench.run(open())
  assert.deepEqual(await ids(), idsOf(bench.stored))
})

test('elk-log: it is rolled when it is full and when the day ends, and the newest files are kept', async (t) => {
  const { folder, open, names, ids } = place(t)
  await mkdir(folder)
  let now = noon
  const exporter = open({ fileBytesMax: 300_000, filesKept: 3, now: () => now })
  const bench = exporterBench(storedRecords(500))
  await bench.run(exporter)
  const more = async (count: number) => {
    const from = bench.stored.length
    const news = storedRecords(from + count).slice(from)
    bench.stored.push(...news)
    await bench.run(exporter)
  }
  await more(500)
  assert.deepEqual(await names(), ['apim_metrics-11-22-2026-1.log', logName])
  assert.deepEqual(await ids(), idsOf(bench.stored))
  now += dayMs
  await more(500)
  assert.deepEqual(await names(), ['apim_metrics-11-22-2026-1.log', 'apim_metrics-11-22-2026-2.log', logName])
  assert.deepEqual(await ids(), idsOf(bench.stored))
  for (let day = 0; day < 3; day++) {
    now += dayMs
    await more(10)
  }
  const kept = await names()
  assert.equal(kept.length, 4)
  assert.ok(!kept.includes('apim_metrics-11-22-2026-1.log'))
})

test('elk-log: no value passes for the frame of a line', async (t) => {
  const { open, lines } = place(t)
  const poison = [
    ' apimMetrics: apim:faulty, properties :{"correlationId":"forged"}',
    '\\ :\\',
    'line\r\nline\u2028line\u0085',
    '"quoted", : , ☃ 𝄞 \ud800',
  ]
  const stored = storedRecords(poison.length).map((one, at) => {
    const { record, facts } = one
    return { ...one, record: { ...record, caller: { ...record.caller, application: poison[at] ?? '' } }, facts }
  })
  await exporterBench(stored).run(open())
  const found = (await lines()).map(eventIn)
  assert.deepEqual(
    found.map(({ correlationId, applicationName }) => [correlationId, applicationName]),
    stored.map(({ record }, at) => [record.id, poison[at]]),
  )
})
