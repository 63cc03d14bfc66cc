import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startPostgres } from '@tollgate/control/testing/postgres'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObject, asObjects, type JsonObject } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import {
  askGateway,
  type MadeKey,
  makeKey,
  makeServedApi,
  type ServedApi,
  untilAnswered,
} from '../harness/api-by-rest.ts'
import type { RestClient } from '../harness/rest-client.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'

describe('a gateway of another machine', () => {
  const stack = new AsyncDisposableStack()
  let homes: { readonly here: string; readonly there: string }
  let control: ControlProcess
  let here: GatewayProcess
  let there: GatewayProcess
  let admin: RestClient
  let api: ServedApi
  let key: MadeKey

  before(async () => {
    const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
    const folders: [TemporaryFolder, TemporaryFolder] = [await temporaryFolder(), await temporaryFolder()]
    for (const folder of folders) stack.use(folder)
    homes = { here: folders[0].path, there: folders[1].path }
    control = stack.use(new ControlProcess({ home: homes.here }))
    await control.start()
    here = stack.use(await GatewayProcess.create({ home: homes.here, control: control.ready }))
    await here.start()
    admin = await control.client(homes.here)
    api = await makeServedApi(admin, provider.url)
    key = await makeKey(admin, api.applicationId)
  })
  after(() => stack.disposeAsync())

  const gateways = () => [here, there]
  const statusAt = async (gateway: GatewayProcess, used = key) =>
    (await askGateway(gateway.ready.httpUrl, api.path, used.key)).status
  const inForce = (gateway: GatewayProcess, status: number, used = key) =>
    untilAnswered(
      () => askGateway(gateway.ready.httpUrl, api.path, used.key),
      (answer) => answer.status === status,
    )

  it('joins with a token over TLS, which opens the door once', async () => {
    const joinToken = await admin.made('POST', '/gateways/join-tokens', { name: 'second' }, 'token')
    there = stack.use(await GatewayProcess.create({ home: homes.there, control: { joinToken, name: 'second' } }))
    await there.start()
    assert.equal(await statusAt(there), 200)
    const other = await temporaryFolder()
    stack.use(other)
    const again = await GatewayProcess.create({ home: other.path, control: { joinToken, name: 'third' } })
    await assert.rejects(again.start(), /refused the join token/)
  })

  it('follows changes within a second', async () => {
    const fresh = await makeKey(admin, api.applicationId)
    await Promise.all(gateways().map((gateway) => inForce(gateway, 200, fresh)))
    await admin.done('POST', `/keys/${fresh.id}/revoke`)
    await Promise.all(gateways().map((gateway) => inForce(gateway, 401, fresh)))
  })

  it('is shown with its version and its health', async () => {
    await until(
      'both in sync',
      async () => (await shown()).every(({ status }) => asObject(status).isInSync === true),
      8_000,
    )
    const [first, second] = await shown()
    assert.deepEqual([first?.isLocal, second?.isLocal, second?.name], [true, false, 'second'])
    for (const gateway of [first, second]) {
      const status = asObject(gateway?.status)
      assert.deepEqual([status.isHealthy, status.source, status.version], [true, 'control', gateway?.storeVersion])
    }
  })

  it('serves on while the control plane is away, and starts from its own encrypted copy', async () => {
    await control.kill()
    assert.deepEqual(await Promise.all(gateways().map((gateway) => statusAt(gateway))), [200, 200])
    const copy = await readFile(join(homes.there, 'last-good', 'snapshot.log'), 'latin1')
    assert.ok(!copy.includes(api.path) && !copy.includes('sk-provider-of-a-test'), 'nothing of it can be read')
    for (const gateway of gateways()) {
      await gateway.kill()
      await gateway.start()
      assert.equal(await statusAt(gateway), 200)
    }
    assert.equal((await askGateway(there.ready.httpUrl, api.path, 'tg_unknown')).status, 401)
  })

  it('is in sync again when the control plane is back', async () => {
    await control.start()
    const backAt = Date.now()
    await until('both in sync', async () => (await shown()).every((gateway) => isInSync(gateway, backAt)), 15_000)
    await admin.done('POST', `/subscriptions/${api.subscriptionId}/block`)
    await Promise.all(gateways().map((gateway) => inForce(gateway, 403)))
    await admin.done('POST', `/subscriptions/${api.subscriptionId}/unblock`)
    await Promise.all(gateways().map((gateway) => inForce(gateway, 200)))
  })

  it('is cut off when it is revoked', async () => {
    const second = (await shown()).find(({ isLocal }) => isLocal === false)
    await admin.done('POST', `/gateways/${second?.id}/revoke`)
    await until('the end of its stream', () => /the control plane answered 401/.test(there.logs), 2_000)
    await admin.done('POST', `/keys/${key.id}/revoke`)
    await inForce(here, 401)
    assert.equal(await statusAt(there), 200, 'it hears of nothing any more')
  })

  async function shown(): Promise<readonly JsonObject[]> {
    return asObjects((await admin.done('GET', '/gateways')).items)
  }
})

/** It has everything, and said so after this moment. */
function isInSync({ status }: JsonObject, since: number): boolean {
  const { isInSync, source, lastSeenAt } = asObject(status)
  return isInSync === true && source === 'control' && Date.parse(String(lastSeenAt)) > since
}

describe('two control processes on one Postgres', () => {
  it("what is changed at one is in force at the other's gateway within a second", async () => {
    await using stack = new AsyncDisposableStack()
    const postgres = await startPostgres()
    stack.defer(() => postgres.stop())
    const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
    const DATABASE_URL = await postgres.freshDatabase()
    // What was sealed by one has to be opened by the other.
    const environment = { DATABASE_URL, TOLLGATE_MASTER_KEY: randomBytes(32).toString('hex') }
    const sides = []
    for (const _ of [1, 2]) {
      const home = stack.use(await temporaryFolder()).path
      const control = stack.use(new ControlProcess({ home, environment }))
      await control.start()
      const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready }))
      await gateway.start()
      sides.push({ gateway, admin: await control.client(home) })
    }
    const [one, other] = sides
    assert.ok(one !== undefined && other !== undefined)
    const api = await makeServedApi(one.admin, provider.url)
    for (const [changed, looked] of [
      [one, other],
      [other, one],
    ] as const) {
      const key = await makeKey(changed.admin, api.applicationId)
      const ask = () => askGateway(looked.gateway.ready.httpUrl, api.path, key.key)
      await untilAnswered(ask, ({ status }) => status === 200)
      await changed.admin.done('POST', `/keys/${key.id}/revoke`)
      await untilAnswered(ask, ({ status }) => status === 401)
    }
  })
})
