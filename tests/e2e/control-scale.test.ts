import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { copyKeys } from '../harness/seed-rows.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

test('with 100,000 keys loaded a revoked one is refused at every gateway within a second', async (t) => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
  const [home, other] = [stack.use(await temporaryFolder()).path, stack.use(await temporaryFolder()).path]
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const keys = [await makeKey(admin, api.applicationId), await makeKey(admin, api.applicationId)]
  await control.stop()
  copyKeys(home, keys[0]?.id ?? '', 100_000)
  await control.start(60_000)
  const joinToken = await admin.made('POST', '/gateways/join-tokens', {}, 'token')
  const gateways = [
    stack.use(await GatewayProcess.create({ home, control: control.ready })),
    stack.use(await GatewayProcess.create({ home: other, control: { joinToken, name: 'other' } })),
  ]
  await Promise.all(gateways.map((gateway) => gateway.start(60_000)))

  for (const { id, key } of keys) {
    const inForce = (status: number) =>
      Promise.all(
        gateways.map((gateway) =>
          untilAnswered(
            () => askGateway(gateway.ready.httpUrl, api.path, key),
            (answer) => answer.status === status,
          ),
        ),
      )
    await inForce(200)
    await admin.done('POST', `/keys/${id}/revoke`)
    const tookMs = await inForce(401)
    t.diagnostic(`revoked after ${tookMs.map((ms) => `${ms.toFixed(0)} ms`).join(' and ')}`)
  }
  assert.equal((await admin.done('GET', '/audit/verify')).isWhole, true)
})
