import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { type ExporterCreate, exporterCreateSchema } from '@tollgate/contract/resources/exporter'
import { openExporterSecret } from '../../analytics/exporters/exporter-secret.ts'
import { startingState } from '../../analytics/exporters/starting-state.ts'
import { startTarget } from '../../analytics/exporters/testing/scripted-target.ts'
import { randomRecords } from '../../analytics/testing/random-records.ts'
import { exporterRoutes } from '../../http/resources/exporters.ts'
import { refused } from '../../testing/refused.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type TestServices, testServices } from '../../testing/test-services.ts'
import { createExporter } from './create.ts'
import { getExporter } from './get.ts'
import { listExporters } from './list.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { queueDeadLetters } from './queue-dead-letters.ts'
import { removeExporter } from './remove.ts'
import { replayExporter } from './replay.ts'
import { testExporter } from './send-test.ts'
import { updateExporter } from './update.ts'

const settings = { type: 'webhook', url: 'https://hooks.example.com/usage' } as const
const secret = 'a-secret-of-some-letters-wxyz'
const from = Date.UTC(2026, 10, 20)

function create({ admin }: TestServices, input: object = {}, verb = admin) {
  const body: ExporterCreate = exporterCreateSchema.parse({ name: 'hook', settings, secret, ...input })
  return createExporter(verb, body)
}

test('createExporter seals the secret, and shows no more of it than its end', async (t) => {
  const fixtures = await testServices(t)
  const { services, admin } = fixtures
  const made = await create(fixtures)
  assert.deepEqual([made.type, made.lastFour, made.replay], ['webhook', 'wxyz', null])
  assert.equal(openExporterSecret(services.vault, made), secret)
  const audit = JSON.stringify((await services.store.auditPage('org_a', { limit: 50 })).items)
  assert.equal(audit.includes('a-secret'), false)
  assert.equal(audit.includes('hooks.example.com'), true)
  for (const { operationId, run, answer } of exporterRoutes) {
    if (operationId === 'deleteExporter' || operationId === 'testExporter') continue
    const bodies: Record<string, object> = {
      createExporter: { name: 'other', settings, secret: 'short', isPaused: true, startsAt: 'beginning' },
      replayExporter: { since: null },
    }
    const query = { limit: 50, after: operationId === 'listDeadLetters' ? 0 : undefined }
    const view = await run(admin, { params: { id: made.id }, query, body: bodies[operationId] ?? { isPaused: true } })
    assert.deepEqual(answer?.parse(view), view, operationId)
    assert.doesNotMatch(JSON.stringify(view), /a-secret|short/, operationId)
  }
  const { items } = await listExporters(admin, { limit: 10 })
  assert.deepEqual(
    items.map(({ exporter, status }) => [exporter.lastFour, status]),
    [
      ['wxyz', 'paused'],
      ['', 'paused'],
    ],
  )
})

test('createExporter asks for what each type needs, and calls no private address', async (t) => {
  const fixtures = await testServices(t, { allowPrivateUpstreams: false })
  await refused(create(fixtures, { secret: undefined }), 'invalid', /secret is missing: webhook/)
  const log = { type: 'elk-log', folder: temporaryFolder(t) }
  await refused(create(fixtures, { settings: log }), 'invalid', /secret is nothing that elk-log has/)
  for (const folder of ['/proc/x', '/var/../proc/x', '//proc/x', '/dev', 'logs', '/'])
    assert.throws(() => exporterCreateSchema.parse({ name: 'x', settings: { ...log, folder } }), /no whole path/)
  for (const url of ['http://localhost/x', 'http://10.0.0.1/x', 'ftp://a.example', 'https://u:p@a.example'])
    await refused(create(fixtures, { settings: { ...settings, url } }), 'invalid', /^settings\.url /)
  const elastic = { type: 'elasticsearch', url: 'https://[::1]:9200' }
  await refused(create(fixtures, { settings: elastic }), 'invalid', /^settings\.url reaches/)
  for (const role of ['viewer', 'publisher', 'developer'] as const)
    await refused(create(fixtures, {}, fixtures.verbAs(role)), 'forbidden', /settings:manage/)
  await create(fixtures)
  await refused(create(fixtures), 'conflict', /There is an exporter hook already/)
})

test('updateExporter keeps what is not given, and sends a secret nowhere else without being told it again', async (t) => {
  const fixtures = await testServices(t)
  const { admin, services } = fixtures
  const { id, revision } = await create(fixtures)
  const paused = await updateExporter(admin, { id, changes: { isPaused: true } })
  assert.deepEqual([paused.revision, paused.settings, paused.isPaused], [revision + 1, settings, true])
  const samePlace = { ...settings, url: 'https://hooks.example.com/other' }
  assert.deepEqual((await updateExporter(admin, { id, changes: { settings: samePlace } })).settings, samePlace)
  const elsewhere = { ...settings, url: 'https://evil.example.com/usage' }
  await refused(updateExporter(admin, { id, changes: { settings: elsewhere } }), 'invalid', /secret has to be given/)
  const moved = await updateExporter(admin, { id, changes: { settings: elsewhere, secret: 'another secret' } })
  assert.equal(openExporterSecret(services.vault, moved), 'another secret')
  const log = { type: 'elk-log', folder: '/var/log' } as const
  const parsed = exporterCreateSchema.parse({ name: 'x', settings: log }).settings
  await refused(updateExporter(admin, { id, changes: { settings: parsed } }), 'invalid', /settings\.type is webhook/)
  await removeExporter(admin, id)
  await refused(removeExporter(admin, id), 'not-found', /no exporter/)
  const other = services.store.read('org_b')
  assert.deepEqual(await other.find('exporter', {}), [])
})

test('an exporter begins with the calls to come, or with all; a replay goes back, and never passes over anything', async (t) => {
  const fixtures = await testServices(t)
  const { admin, services } = fixtures
  const { analytics } = services
  const records = randomRecords(50, { seed: 5, from, to: from + 3_600_000 })
  await analytics.ingest(records, { organisationId: 'org_a', gatewayId: 'gw_1' })
  const begins = async (id: string) => {
    const { exporter } = await getExporter(admin, id)
    return (await startingState(analytics, exporter)).state
  }
  const later = await create(fixtures, { name: 'later' })
  const all = await create(fixtures, { name: 'all', startsAt: 'beginning' })
  assert.deepEqual([(await begins(later.id)).delivered, (await begins(all.id)).delivered], [50, 0])
  assert.equal((await getExporter(admin, all.id)).progress?.lagRecords, 50)

  const since = (at: number) => ({ since: new Date(at).toISOString() })
  const moment = records[20]?.at ?? 0
  const stored = await analytics.recordsAfter(0, 100)
  const least = Math.min(...stored.filter(({ record }) => record.at >= moment).map(({ number }) => number))
  const replayed = await replayExporter(admin, { id: later.id, ...since(moment) })
  const { state, isMoved } = await startingState(analytics, replayed)
  assert.deepEqual([state.delivered, isMoved], [least - 1, true])
  await analytics.keepExporterState(later.id, { ...state, delivered: 40 })
  assert.deepEqual((await startingState(analytics, replayed)).isMoved, false)
  await replayExporter(admin, { id: later.id, ...since(from + 10 * 3_600_000) })
  assert.equal((await begins(later.id)).delivered, 40)
  await replayExporter(admin, { id: later.id, since: null })
  assert.equal((await begins(later.id)).delivered, 0)
  // Numbers of a store of usage that was made anew begin at 1: nothing is skipped by what was before it.
  const anew = await startingState(
    { exporterState: async () => undefined },
    { id: 'x', replay: { id: 'r', after: 500 } },
  )
  assert.equal(anew.state.delivered, 0)
  await refused(
    replayExporter(fixtures.verbAs('viewer'), { id: later.id, since: null }),
    'forbidden',
    /settings:manage/,
  )
})

test('testExporter says what the target says', async (t) => {
  const fixtures = await testServices(t)
  const { admin } = fixtures
  const target = await startTarget(() => ({ status: 204, body: '' }))
  t.after(() => target.close())
  const url = target.url
  const { id } = await create(fixtures, { settings: { ...settings, url } })
  assert.equal(await testExporter(admin, id), undefined)
  const [sent] = JSON.parse(target.calls[0]?.text ?? '')
  assert.deepEqual([sent.application, sent.usage.totalTokens], ['Tollgate test', 0])
  target.faults.push({ status: 403 })
  assert.match((await testExporter(admin, id)) ?? '', /answered with the status 403/)
  const nobody = await create(fixtures, { name: 'nobody', settings: { ...settings, url: 'http://127.0.0.1:9/x' } })
  assert.match((await testExporter(admin, nobody.id)) ?? '', /^127\.0\.0\.1:9 refuses connections/)
  const folder = temporaryFolder(t)
  const log = await create(fixtures, { name: 'log', settings: { type: 'elk-log', folder }, secret: undefined })
  assert.equal(await testExporter(admin, log.id), undefined)
  assert.deepEqual(readdirSync(folder), [])
  const nowhere = { type: 'elk-log', folder: `${import.meta.filename}/logs` }
  const bad = await create(fixtures, { name: 'bad', settings: nowhere, secret: undefined })
  assert.match((await testExporter(admin, bad.id)) ?? '', /^Nothing can be written to .+: a part of its path is a file/)
})

test('dead letters are of one exporter of one organisation', async (t) => {
  const fixtures = await testServices(t)
  const { admin, services } = fixtures
  const { id } = await create(fixtures)
  const book = services.store.exporters
  const letters = [1, 2, 3].map((number) => ({ number, recordId: `req_${number}` }))
  await book.bury(id, letters, { reason: 'too large', at: from })
  assert.deepEqual((await getExporter(admin, id)).deadLetters, 3)
  assert.equal(await queueDeadLetters(admin, { id, requestIds: ['req_2'] }), 1)
  const page = await listDeadLetters(admin, { id, limit: 2, after: 0 })
  assert.deepEqual([page.items.map(({ isQueued }) => isQueued), page.next], [[false, true], 2])
  const elsewhere = fixtures.verbAs('admin', { organisationId: 'org_b' })
  await refused(listDeadLetters(elsewhere, { id, limit: 2, after: 0 }), 'not-found', /no exporter/)
  await refused(queueDeadLetters(elsewhere, { id, requestIds: undefined }), 'not-found', /no exporter/)
  await refused(getExporter(elsewhere, id), 'not-found', /no exporter/)
  await removeExporter(admin, id)
  assert.equal((await book.letterCounts([id])).size, 0)
})
