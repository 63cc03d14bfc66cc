import assert from 'node:assert/strict'
import { createHash, createHmac, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type SmtpServer, startSmtpServer } from '@tollgate/control/testing/smtp-server'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObjects, parseObject } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi } from '../harness/api-by-rest.ts'
import { runProcess, toolPath } from '../harness/run-process.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'

const secret = 'a-signing-secret-of-the-test'
const program = fileURLToPath(new URL('../../packages/cli/bin/tollgate.mjs', import.meta.url))

test('a limit is seen to be used, warned of once at 50, 80 and 100 %, and a restart warns of nothing again', async (t) => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const webhook = await startReceiver(t)
  const smtp = stack.use(await startSmtpServer())
  const home = stack.use(await temporaryFolder()).path
  const environment = { TOLLGATE_SMTP_URL: smtp.url, TOLLGATE_MAIL_FROM: 'tollgate@example.com' }
  const control = stack.use(new ControlProcess({ home, environment }))
  await control.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  await admin.done('PATCH', `/plans/${api.planId}`, { limits: [{ metric: 'requests', limit: 10, per: 'month' }] })
  const hook = await admin.made('POST', '/alert-channels', { name: 'hook', type: 'webhook', url: webhook.url, secret })
  await admin.made('POST', '/alert-channels', { name: 'chat', type: 'slack', url: `${webhook.url}/slack` })
  const recipients = ['ops@example.com', 'team@example.com']
  await admin.made('POST', '/alert-channels', { name: 'mail', type: 'email', recipients })
  const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready }))
  await gateway.start()
  const ask = async (times: number, status = 200) => {
    for (let count = 0; count < times; count++)
      assert.equal((await askGateway(gateway.ready.httpUrl, api.path, key)).status, status)
  }
  const state = async () =>
    asObjects((await admin.done('GET', `/subscriptions/${api.subscriptionId}/quota-state`)).items)[0]
  const texts = (path: string) => webhook.received.filter((one) => one.path === path).map(({ text }) => text)
  const alertsAt = (percents: readonly number[]) =>
    until(
      `alerts at ${percents}`,
      () =>
        sameAs(
          texts('/').map((text) => parseObject(text).usedPercent),
          percents,
        ) &&
        texts('/slack').length === percents.length &&
        mailsTo(smtp, recipients[0]) === percents.length &&
        mailsTo(smtp, recipients[1]) === percents.length,
    )

  assert.deepEqual([(await state())?.used, (await state())?.remaining, (await state())?.asOf], [0, 10, null])
  await ask(4)
  await until('four are seen', async () => (await state())?.used === 4)
  assert.deepEqual(webhook.received, [])
  await ask(1)
  await alertsAt([50])
  await ask(3)
  await alertsAt([50, 80])
  await ask(2)
  await ask(1, 429)
  await alertsAt([50, 80, 100])
  const { used, remaining, usedPercent, reserved } = (await state()) ?? {}
  assert.deepEqual([used, remaining, usedPercent, reserved], [10, 0, 100, 0])
  assert.match(
    texts('/slack')[1] ?? '',
    /^\{"text":"Plan Orders plan of application Orders client at Orders\/1\.0: 80 % of 10 requests per month are used; it starts anew on 1 \w+ \d{4} at 00:00 UTC\."\}$/,
  )
  for (const { path, text, signature } of webhook.received) if (path === '/') assertSigned(text, signature)

  const shown = await runProcess({
    command: process.execPath,
    args: [program, 'usage', '--application', 'Orders client'],
    environment: {
      ...{ PATH: toolPath(), HOME: home, TOLLGATE_HOME: home, TOLLGATE_URL: admin.place.url },
      TOLLGATE_TOKEN: (await readFile(`${home}/secrets/local-token`, 'utf8')).trim(),
      TOLLGATE_FINGERPRINT: fingerprintOf(admin.place.trusted),
    },
    folder: home,
    timeoutMs: 30_000,
  })
  assert.match(shown.stdout, /Plan Orders plan +Orders client at Orders\/1\.0 +10 requests per month +100 % +█{20} +0 /)

  await control.kill()
  await gateway.kill()
  await control.start()
  await gateway.start()
  await ask(1, 429)
  assert.deepEqual([(await state())?.used, (await state())?.usedPercent], [10, 100])
  const tested = await admin.done('POST', `/alert-channels/${hook}/test`)
  assert.deepEqual([tested.ok, tested.problem], [true, null])
  assert.deepEqual(
    texts('/').map((text) => parseObject(text).type),
    ['quota.alert', 'quota.alert', 'quota.alert', 'quota.alert.test'],
  )
})

interface Received {
  readonly path: string
  readonly text: string
  readonly signature: string
}

async function startReceiver(t: TestContext): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    request.on('end', () => {
      received.push({ path: request.url ?? '', text, signature: String(request.headers['x-tollgate-signature']) })
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, received }
}

function assertSigned(text: string, signature: string): void {
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  assert.equal(digest, createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex'))
}

function fingerprintOf(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('hex')
}

function mailsTo({ received }: SmtpServer, recipient: string | undefined): number {
  return received.filter((line) => line === `RCPT TO:<${recipient}>`).length
}

function sameAs(values: readonly unknown[], others: readonly unknown[]): boolean {
  return JSON.stringify(values) === JSON.stringify(others)
}
