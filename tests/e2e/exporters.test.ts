import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { startPostgres } from '@tollgate/control/testing/postgres'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { ExportTarget } from '../harness/export-target.ts'
import type { RestClient } from '../harness/rest-client.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { readUsageRecords } from '../harness/usage-log.ts'

/** A lease of a process that was killed has to end first. */
const patientMs = 60_000

function bodiesOf(target: ExportTarget) {
  const elasticsearch = { type: 'elasticsearch', url: target.url, isSetUp: false }
  return [
    { name: 'elastic', settings: elasticsearch, startsAt: 'beginning' },
    {
      name: 'hook',
      settings: { type: 'webhook', url: `${target.url}/hook` },
      secret: 'a secret of sixteen',
      startsAt: 'beginning',
    },
  ]
}

async function makeExporters(admin: RestClient, target: ExportTarget): Promise<readonly [string, string]> {
  const [elastic, hook] = bodiesOf(target)
  return [await admin.made('POST', '/exporters', elastic), await admin.made('POST', '/exporters', hook)]
}

test('exporters: what is at the targets is what is in the ledger, whatever is killed, away, paused or replayed', async (t) => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const target = stack.use(await ExportTarget.start())
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready }))
  await gateway.start()
  const ask = () => askGateway(gateway.ready.httpUrl, api.path, key)
  await untilAnswered(ask, ({ status }) => status === 200, 5_000)
  const call = async (count: number) => {
    for (let at = 0; at < count; at++) assert.equal((await ask()).status, 200)
  }
  const [elastic, hook] = await makeExporters(admin, target)
  const ledger = async () => (await readUsageRecords(home)).map(({ id }) => id).toSorted()
  const untilAllThere = async (what: string) => {
    const ids = await ledger()
    const isThere = () => target.documents.size === ids.length && new Set(target.hooked).size === ids.length
    await until(what, isThere, patientMs)
    assert.deepEqual([...target.documents].toSorted(), ids)
    assert.deepEqual([...new Set(target.hooked)].toSorted(), ids)
  }
  const shown = (id: string) => admin.done('GET', `/exporters/${id}`)
  const untilPassed = (id: string) =>
    until('nothing is left', async () => (await shown(id)).lagRecords === 0, patientMs)

  await t.test('what was called before and after an exporter was made', async () => {
    await call(20)
    await untilAllThere('all calls to be there')
    assert.equal(target.hooked.length, target.documents.size)
  })

  await t.test('control is killed after the target has a batch, and before it has answered', async () => {
    for (let round = 0; round < 2; round++) {
      target.isSilent = true
      const taken = Promise.withResolvers<void>()
      target.onTaken = () => taken.resolve()
      await call(10)
      await taken.promise
      await control.kill()
      target.isSilent = false
      target.onTaken = () => undefined
      await call(5)
      await control.start()
      await untilAllThere('what was sent and not acknowledged to be there, once')
    }
    // That batch alone was sent again: the document is known by its id, and so is the call of a webhook.
    assert.ok(target.repeats > 0 || target.hooked.length > target.documents.size)
    assert.ok(target.repeats <= 30, `${target.repeats} repeats`)
  })

  await t.test('the target is away, and comes back', async () => {
    await target.down()
    await call(10)
    await until('it retries', async () => (await shown(elastic)).status === 'retrying', patientMs)
    const { lastError, lagRecords } = await shown(elastic)
    assert.match(String(lastError), /refuses connections/)
    assert.ok(Number(lagRecords) > 0)
    await target.up()
    await untilAllThere('what was called meanwhile to be there')
    await until('it delivers', async () => (await shown(elastic)).status === 'delivering', patientMs)
  })

  await t.test('one is paused and resumed', async () => {
    await untilPassed(hook)
    const before = target.hooked.length
    await admin.done('PATCH', `/exporters/${hook}`, { isPaused: true })
    // Another one goes on, so that what it has is known to be in the ledger.
    await call(10)
    await until('the other has them', async () => target.documents.size === (await ledger()).length, patientMs)
    const { status, lagRecords } = await shown(hook)
    assert.deepEqual([target.hooked.length, status, lagRecords], [before, 'paused', 10])
    await admin.done('PATCH', `/exporters/${hook}`, { isPaused: false })
    await untilAllThere('what was called meanwhile to be there')
    assert.equal(target.hooked.length, before + 10)
  })

  await t.test('everything is sent again, and the control plane ends and starts meanwhile', async () => {
    await untilPassed(elastic)
    const [hooked, repeats, all] = [target.hooked.length, target.repeats, (await ledger()).length]
    await admin.done('POST', `/exporters/${elastic}/replay`, { since: null })
    await admin.done('POST', `/exporters/${hook}/replay`, { since: null })
    await control.stop()
    await control.start()
    await until(
      'each to have all again',
      () => target.repeats === repeats + all && target.hooked.length === hooked + all,
      patientMs,
    )
    await call(5)
    await untilAllThere('it goes on where it was')
    assert.deepEqual([target.repeats, target.hooked.length], [repeats + all, hooked + all + 5])
  })

  await t.test('a test says what the target says', async () => {
    assert.equal((await admin.done('POST', `/exporters/${hook}/test`)).ok, true)
    assert.match(target.hooked.at(-1) ?? '', /^test_/)
    await target.down()
    const { ok, problem } = await admin.done('POST', `/exporters/${hook}/test`)
    assert.deepEqual([ok, /refuses connections/.test(String(problem))], [false, true])
  })
})

test('exporters: of two control processes on one Postgres one sends, and when it is killed in mid-batch the other goes on', async () => {
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgres()
  stack.defer(() => postgres.stop())
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const target = stack.use(await ExportTarget.start())
  const environment = {
    DATABASE_URL: await postgres.freshDatabase(),
    TOLLGATE_MASTER_KEY: randomBytes(32).toString('hex'),
  }
  const start = async () => {
    const home = stack.use(await temporaryFolder()).path
    const control = stack.use(new ControlProcess({ home, environment }))
    await control.start()
    return { home, control, admin: await control.client(home) }
  }
  const one = await start()
  const other = await start()
  const gateway = stack.use(await GatewayProcess.create({ home: other.home, control: other.control.ready }))
  await gateway.start()
  const api = await makeServedApi(one.admin, provider.url)
  const { key } = await makeKey(one.admin, api.applicationId)
  const ask = () => askGateway(gateway.ready.httpUrl, api.path, key)
  await untilAnswered(ask, ({ status }) => status === 200, 5_000)
  // Whoever makes it is the first to know of it.
  await makeExporters(one.admin, target)
  const call = async (count: number) => {
    for (let at = 0; at < count; at++) assert.equal((await ask()).status, 200)
  }
  const ledger = async () => (await readUsageRecords(other.home)).map(({ id }) => id).toSorted()
  const isAllThere = async () => {
    const ids = await ledger()
    return target.documents.size === ids.length && new Set(target.hooked).size === ids.length
  }

  await call(30)
  await until('all calls to be there', isAllThere, patientMs)
  assert.deepEqual([target.hooked.length, target.repeats], [target.documents.size, 0])

  target.isSilent = true
  const taken = Promise.withResolvers<void>()
  target.onTaken = () => taken.resolve()
  await call(10)
  await taken.promise
  await one.control.kill()
  target.isSilent = false
  await call(10)
  await until('the other process to have sent the rest', isAllThere, patientMs)
  assert.deepEqual([...target.documents].toSorted(), await ledger())
  assert.deepEqual([...new Set(target.hooked)].toSorted(), await ledger())
  assert.ok(target.repeats <= 20 && target.hooked.length <= target.documents.size + 20)
  const { items } = await other.admin.done('GET', '/exporters')
  assert.ok(Array.isArray(items) && items.length === 2)
})
