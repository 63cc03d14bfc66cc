import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObjects, parseObject } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { runProcess, toolPath } from '../harness/run-process.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const program = fileURLToPath(new URL('../../packages/cli/bin/tollgate.mjs', import.meta.url))

test('plans simulate says of recorded calls what a gateway then does under that plan', async () => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
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
  for (let count = 0; count < 7; count++) assert.equal((await ask()).status, 200)
  const recorded = provider.requests.length
  const simulate = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runProcess({
      command: process.execPath,
      args: [program, 'plans', 'simulate', ...args],
      environment: { PATH: toolPath(), HOME: home, TOLLGATE_HOME: home },
      folder: home,
      timeoutMs: 30_000,
    })
    assert.equal(exitCode, 0, stderr)
    return stdout
  }

  // Beside the control plane and the gateway, which go on with the same folder.
  const found = parseObject(await simulate('--limit', 'requests 5 per day', '--json'))
  assert.deepEqual([found.calls, found.refused], [recorded, recorded - 5])
  const [subscription] = asObjects(found.subscriptions)
  assert.match(String(subscription?.firstRefusal), /Plan as given: all 5 requests per day are used up\./)
  const shown = await simulate('Orders plan', '--api', 'Orders/1.0')
  assert.match(shown, new RegExp(`^Plan Orders plan: no limits\n${recorded} calls of 1 subscription,`))
  assert.match(shown, /Nobody would have been refused\./)

  const limits = [{ metric: 'requests', limit: 5, per: 'day' }]
  await admin.done('PATCH', `/plans/${api.planId}`, { limits })
  await admin.done('POST', `/subscriptions/${api.subscriptionId}/reset-quota`, {})
  await untilAnswered(ask, ({ status }) => status === 429, 5_000)
  await admin.done('POST', `/subscriptions/${api.subscriptionId}/reset-quota`, {})
  await untilAnswered(ask, ({ status }) => status === 200, 5_000)
  const statuses: number[] = [200]
  while (statuses.length < recorded) statuses.push((await ask()).status)
  assert.equal(statuses.filter((status) => status === 429).length, Number(found.refused))
})
