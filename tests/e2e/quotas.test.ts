import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObjects, parseObject } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

/** Tollgate with an API, its application and a key, and a caller that tells the status and the code of each answer. */
async function world() {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { id: keyId, key } = await makeKey(admin, api.applicationId)
  const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready }))
  await gateway.start()
  const ask = (one = key) => askGateway(gateway.ready.httpUrl, api.path, one)
  await untilAnswered(ask, ({ status }) => status === 200, 5_000)
  const refusedAs = async (one = key) => codeOf((await ask(one)).text)
  const reached = () => provider.requests.length
  const untilRefused = (code: string) => untilAnswered(ask, ({ text }) => codeOf(text) === code, 5_000)
  const untilPassed = () => untilAnswered(ask, ({ status }) => status === 200, 5_000)
  const held = stack.move()
  return {
    ...{ admin, api, keyId, key, ask, refusedAs, reached, untilRefused, untilPassed, restart },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }

  async function restart() {
    await gateway.kill()
    await gateway.start()
  }
}

function codeOf(text: string): string | null {
  const { error } = parseObject(text)
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null
}

const perDay = (limit: number, metric = 'requests') => [{ metric, limit, per: 'day' }]

test('a quota of any scope holds beside the plan, is given back by a reset, and a restart of the gateway forgets neither', async () => {
  await using of = await world()
  const { admin, api, keyId } = of
  const quotas = [
    { scope: 'organisation' },
    { scope: 'application', subject: 'Orders client' },
    { scope: 'team', subject: 'Orders team' },
    { scope: 'key', subject: keyId },
    { scope: 'api', subject: 'Orders/1.0' },
    { scope: 'model', subject: 'GPT-5.4' },
  ]
  for (const [index, quota] of quotas.entries()) {
    const id = await admin.made('POST', '/quotas', { name: `quota ${index}`, ...quota, limits: perDay(0) })
    await of.untilRefused('quota_exceeded')
    await admin.done('PATCH', `/quotas/${id}`, { limits: perDay(2) })
    await of.untilPassed()
    assert.deepEqual([await of.refusedAs(), await of.refusedAs()], [null, 'quota_exceeded'], quota.scope)
    await of.restart()
    assert.equal(await of.refusedAs(), 'quota_exceeded', `${quota.scope}, after a restart`)
    await admin.done('POST', `/quotas/${id}/reset`, {})
    await of.untilPassed()
    await of.restart()
    assert.deepEqual([await of.refusedAs(), await of.refusedAs()], [null, 'quota_exceeded'], `${quota.scope}, reset`)
    await admin.done('DELETE', `/quotas/${id}`)
    await of.untilPassed()
  }
  await admin.done('PATCH', `/plans/${api.planId}`, { limits: perDay(1, 'total-tokens') })
  await of.untilRefused('quota_exceeded')
  await admin.done('POST', `/subscriptions/${api.subscriptionId}/reset-quota`, {})
  await of.untilPassed()
  await of.untilRefused('quota_exceeded')
})

test('a deny rule refuses the calls that it names, before they are charged, until it is off', async () => {
  await using of = await world()
  const { admin, api } = of
  const { key: other } = await makeKey(admin, api.applicationId)
  const rules = [
    { applicationId: api.applicationId },
    { apiId: api.id },
    { addresses: ['127.0.0.0/8'] },
    { addresses: ['10.0.0.0/8'], isInverted: true, apiId: api.id },
  ]
  for (const [index, rule] of rules.entries()) {
    const id = await admin.made('POST', '/deny-rules', { name: `rule ${index}`, ...rule })
    await of.untilRefused('denied')
    const reached = of.reached()
    assert.equal(await of.refusedAs(other), 'denied')
    assert.equal(of.reached(), reached)
    await admin.done('PATCH', `/deny-rules/${id}`, { isEnabled: false })
    await of.untilPassed()
  }
  const items = asObjects((await admin.done('GET', '/deny-rules')).items)
  assert.deepEqual(
    items.map(({ isEnabled }) => isEnabled),
    rules.map(() => false),
  )
})
