import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import type { ToldCounter } from '@tollgate/contract/counter-report'
import { alertChannelCreateSchema } from '@tollgate/contract/resources/alert-channel'
import { createAlertChannel } from '../services/alert-channel/create.ts'
import { getAlertChannel } from '../services/alert-channel/get.ts'
import { removeAlertChannel } from '../services/alert-channel/remove.ts'
import { updateAlertChannel } from '../services/alert-channel/update.ts'
import { createSubscription } from '../services/subscription/create.ts'
import type { AlertDelivery } from '../storage/alert-book.ts'
import { consumerFixtures } from '../testing/consumer-fixtures.ts'
import type { TestContext } from '../testing/stores.ts'
import { toldCounter } from '../testing/told-counter.ts'
import { AlertSender } from './alert-sender.ts'
import { AlertWatch } from './alert-watch.ts'
import { combineStates } from './combine-states.ts'
import { postJson } from './post-json.ts'

const secret = 'a-secret-of-16-letters'

/** A subscription on AIGold, and one channel. */
async function watched(t: TestContext, url = 'http://127.0.0.1:9/hook') {
  let time = Date.UTC(2026, 10, 23, 12)
  const clock = { now: () => time, pass: (ms: number) => (time += ms) }
  const fixtures = await consumerFixtures(t, { now: clock.now })
  const { admin, alice, shared, api, planId, services } = fixtures
  const { id } = await createSubscription(alice.verb, { applicationId: shared.id, input: { apiId: api.id, planId } })
  const input = alertChannelCreateSchema.parse({ name: 'ops', type: 'webhook', url, secret })
  const channel = await createAlertChannel(admin, input)
  const raised: AlertDelivery[] = []
  const { store, vault, log } = services
  const newWatch = () => new AlertWatch({ store, now: clock.now, deliver: (delivery) => raised.push(delivery) })
  const tell = async (used: number, changes: Partial<ToldCounter> = {}, watch = newWatch()) => {
    const resetsAt = Date.UTC(2026, 10, 24)
    const counter = toldCounter({ id: `${id} requests`, ownerId: id, used, at: time, resetsAt, ...changes })
    const states = combineStates([{ organisationId: 'org_a', gatewayId: 'gw_1', counter }], time)
    await watch.look('org_a', [...states.values()])
    return raised.splice(0).map(({ alert }) => JSON.parse(alert).percent as number)
  }
  const sender = (allowPrivate = true) =>
    new AlertSender({ store, vault, log, allowPrivate, now: clock.now, mailer: undefined })
  return { fixtures, clock, channel, tell, newWatch, sender, raised, id }
}

test('AlertWatch warns at 50, 80 and 100 % once for a window, from whichever process and start', async (t) => {
  const { tell, newWatch, clock } = await watched(t)
  assert.deepEqual(await tell(49), [])
  const watch = newWatch()
  assert.deepEqual(await tell(50, {}, watch), [50])
  assert.deepEqual(await tell(79, {}, watch), [])
  assert.deepEqual(await tell(79), [])
  assert.deepEqual(await tell(200), [100])
  assert.deepEqual(await tell(85, {}, watch), [])
  clock.pass(12 * 3_600_000)
  assert.deepEqual(await tell(80, { resetsAt: Date.UTC(2026, 10, 25) }, watch), [80])
})

test('AlertWatch leaves out what nobody could act on, and what has nobody to hear of it', async (t) => {
  const { tell, fixtures, channel } = await watched(t)
  assert.deepEqual(await tell(100, { period: { count: 1, unit: 'minute' } }), [])
  assert.deepEqual(await tell(100, { limit: null }), [])
  assert.deepEqual(await tell(0, { limit: 0 }), [])
  assert.deepEqual(await tell(100, { ownerId: 'sub_gone' }), [])
  await updateAlertChannel(fixtures.admin, { id: channel.id, changes: { isEnabled: false } })
  assert.deepEqual(await tell(60), [])
  await updateAlertChannel(fixtures.admin, { id: channel.id, changes: { isEnabled: true } })
  assert.deepEqual(await tell(60), [50])
})

test('AlertWatch warns of a rolling window again after its length', async (t) => {
  const { tell, clock } = await watched(t)
  const rolling = () => ({
    period: { count: 1, unit: 'hour', window: 'rolling' } as const,
    resetsAt: clock.now() + 3_600_000,
  })
  assert.deepEqual(await tell(60, rolling()), [50])
  clock.pass(1_800_000)
  assert.deepEqual(await tell(60, rolling()), [])
  clock.pass(1_800_000)
  assert.deepEqual(await tell(60, rolling()), [50])
})

test('AlertSender tries again, later each time, shows why, and gives up; what works at last is sent once', async (t) => {
  const seen: { body: string; signature: unknown }[] = []
  let status = 500
  const url = await serve(t, (body, signature) => {
    seen.push({ body, signature })
    return status
  })
  const { tell, sender, clock, fixtures, channel } = await watched(t, url)
  const { store } = fixtures.services
  await tell(50)
  clock.pass(30_000)
  const waits = [10_000, 60_000, 300_000, 1_800_000, 7_200_000]
  for (const waitMs of waits) {
    await sender().deliverDue()
    clock.pass(waitMs - 1)
    await sender().deliverDue()
    clock.pass(1)
  }
  assert.equal(seen.length, waits.length)
  const { state, waiting } = await getAlertChannel(fixtures.admin, channel.id)
  assert.match(state?.error ?? '', /^127\.0\.0\.1:\d+ answered with the status 500\.$/)
  assert.deepEqual([waiting, state?.sentAt], [1, null])
  await sender().deliverDue()
  assert.equal((await store.alerts.waiting('org_a')).size, 0)
  status = 204
  await tell(80)
  clock.pass(30_000)
  await sender().deliverDue()
  await sender().deliverDue()
  assert.equal(seen.length, waits.length + 2)
  const { body = '', signature } = seen.at(-1) ?? {}
  const seconds = Math.floor(clock.now() / 1000)
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  assert.equal(signature, `t=${seconds},v1=${digest}`)
  assert.equal((await getAlertChannel(fixtures.admin, channel.id)).state?.error, null)
})

test('AlertSender drops what was meant for a channel that is gone', async (t) => {
  const { tell, sender, clock, fixtures, channel } = await watched(t)
  await tell(50)
  await removeAlertChannel(fixtures.admin, channel.id)
  clock.pass(30_000)
  await sender().deliverDue()
  assert.equal((await fixtures.services.store.alerts.waiting('org_a')).size, 0)
})

test('postJson calls no private address unless allowed, and follows no redirect', async (t) => {
  let calls = 0
  const url = await serve(t, () => {
    calls++
    return 302
  })
  const post = (at: string, allowPrivate: boolean) => postJson({ url: at, body: '{}', headers: {}, allowPrivate })
  const { port } = new URL(url)
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', '10.0.0.1'])
    assert.match((await post(`http://${host}:${port}/`, false)) ?? '', /private addresses are not allowed/)
  assert.equal(calls, 0)
  assert.match((await post(url, true)) ?? '', /status 302/)
  assert.equal(calls, 1)
})

async function serve(t: TestContext, answer: (body: string, signature: unknown) => number): Promise<string> {
  const server = createServer(async (request, response) => {
    const pieces = await Array.fromAsync(request, (piece: Buffer) => piece)
    const status = answer(Buffer.concat(pieces).toString('utf8'), request.headers['x-tollgate-signature'])
    response.writeHead(status, { location: request.url ?? '' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/`
}
