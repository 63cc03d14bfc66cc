import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObject, asObjects, type JsonObject } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call } from '../harness/call.ts'
import { RestClient } from '../harness/rest-client.ts'
import { runProcess } from '../harness/run-process.ts'
import { type RunningTollgate, startTollgate, upArguments, upEnvironment } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

const [program = ''] = upArguments(null)
const address = 'jane.planted@example.com'
const token = `ghp_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD1fG3hJ5'}`
const prompts = [`Write to ${address}, please.`, 'What is the capital of France?', `Log in with ${token}.`]

test('requests that an API keeps are replayed through a policy before it is attached', async (t) => {
  const secrets = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  const masking = { policy: 'pii-mask', config: { entities: ['email'] } }
  const openAi = (name: string, context: string, more: object) => guideApi(provider.url, { name, context, ...more })
  const configWith = (payloadCapture: 'full' | 'none') =>
    configOf([
      openAi('Whole API', '/whole', { payloadCapture }),
      openAi('Masked API', '/masked', { payloadCapture: 'redacted', policies: [masking] }),
      openAi('Quiet API', '/quiet', {}),
    ])
  const folder = await temporaryFolder()
  const options = { environment: { ...secrets }, folder }
  const first = await startTollgate({ ...options, config: configWith('full') })
  let admin = await adminOf(first)
  const idOf = async (name: string) => {
    const { items } = await admin.done('GET', '/apis')
    return String(asObjects(items).find((api) => api.name === name)?.id)
  }
  const replay = async (name: string, policy: string, config: object = {}) =>
    await admin.call('POST', '/policies/replay', { apiId: await idOf(name), policy, config })
  const untilKept = async (name: string, count: number) => {
    await until(
      `${count} kept requests of ${name}`,
      async () => triedIn((await replay(name, 'secrets')).body) === count,
    )
  }
  const cli = async (home: string, ...args: string[]) => {
    const command = { command: process.execPath, args: [program, 'policies', 'replay', ...args] }
    return await runProcess({ ...command, environment: upEnvironment(home), folder: home, timeoutMs: 30_000 })
  }
  const ask = async (tollgate: RunningTollgate, context: string, prompt: string) => {
    const headers = { apikey: secrets.CLIENT_KEY, 'content-type': 'application/json' }
    const body = JSON.stringify({ model: 'gpt-5.4', input: prompt })
    const answer = await call(`${tollgate.httpUrl}${context}/2.3.0/responses`, { body, headers })
    assert.equal(answer.status, 200, answer.text)
  }

  await t.test('which would be refused, which changed, and where', async () => {
    for (const prompt of prompts)
      for (const context of ['/whole', '/masked', '/quiet']) await ask(first, context, prompt)
    await untilKept('Whole API', 3)
    const refused = (await replay('Whole API', 'secrets', { action: 'block' })).body
    const requests = asObjects(refused.requests)
    assert.deepEqual(
      requests.map(({ verdict }) => verdict),
      ['refused', 'passed', 'passed'],
      'newest first',
    )
    assert.equal(asObjects(requests[0]?.spans)[0]?.text, token)
    assert.deepEqual(
      requests.map(({ operation, capture, outcome }) => [operation, capture, outcome]),
      Array.from({ length: 3 }, () => ['POST /responses', 'full', 'answered']),
    )
    const recorded = (await first.usageRecords()).map(({ id }) => id)
    assert.ok(
      requests.every(({ id }) => recorded.includes(String(id))),
      'ids are those of usage records',
    )
    const asked = provider.requests.length
    const changed = asObject((await replay('Whole API', 'pii-mask', masking.config)).body.summary)
    assert.deepEqual([changed.tried, changed.changed, changed.passed], [3, 1, 2])
    assert.equal(provider.requests.length, asked, 'a replay asks no provider')
  })

  await t.test('redacted keeps what left, and none keeps nothing', async () => {
    await untilKept('Masked API', 3)
    const masked = (await replay('Masked API', 'pii-mask', masking.config)).body
    assert.equal(asObject(masked.summary).changed, 0, 'there is no address in what was kept')
    const withAddress = async (name: string) => {
      const { body } = await replay(name, 'regex', { invert: true, regex: 'jane\\.planted' })
      return [triedIn(body), asObject(body.summary).refused]
    }
    assert.deepEqual(await withAddress('Masked API'), [3, 0])
    assert.deepEqual(await withAddress('Whole API'), [3, 1])
    const quiet = await replay('Quiet API', 'secrets')
    assert.equal(quiet.status, 409)
    assert.match(quiet.text, /keeps no requests: set its payloadCapture to redacted or full/)
  })

  await t.test('for people who type', async () => {
    const api = ['--api', 'Whole API/2.3.0', '--policy', 'secrets']
    const shown = await cli(first.home, ...api, '--config', '{"action":"block"}')
    assert.equal(shown.exitCode, 0, shown.stderr)
    assert.match(shown.stdout, /POST \/responses +answered +refused/)
    assert.match(shown.stdout, /3 requests: 1 refused, 0 changed, 2 passed; [\d.]+ ms in the middle/)
    assert.doesNotMatch(shown.stdout, new RegExp(token), 'no prompt is printed')
    const two = await cli(first.home, ...api, '--last', '2', '--json')
    assert.equal(triedIn(JSON.parse(two.stdout)), 2)
    const none = await cli(first.home, '--api', 'Quiet API/2.3.0', '--policy', 'secrets')
    assert.equal(none.exitCode, 1)
    assert.match(none.stderr, /--payload-capture redacted/)
  })

  assert.equal(await first.stop(), 0)
  await t.test('nothing of it can be read in the data folder', async () => {
    const entries = await readdir(folder.path, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
    assert.ok(files.includes(join(folder.path, 'tollgate.db')))
    for (const name of files) {
      const bytes = await readFile(name)
      for (const text of [address, token, 'capital of France', secrets.CLIENT_KEY])
        assert.equal(bytes.includes(text), false, `${text} in ${name}`)
    }
  })

  await using second = await startTollgate({ ...options, config: configWith('full') })
  admin = await adminOf(second)
  await t.test('a restart forgets nothing; a switch to none forgets all', async () => {
    assert.equal(triedIn((await replay('Whole API', 'secrets')).body), 3)
    await second.writeConfig(configWith('none'))
    await until('the switch', async () => (await replay('Whole API', 'secrets')).status === 409)
    assert.equal(triedIn((await replay('Masked API', 'secrets')).body), 3, 'of the other API nothing is forgotten')
    await ask(second, '/whole', 'After the switch.')
    await ask(second, '/masked', 'After the switch.')
    await untilKept('Masked API', 4)
    assert.equal((await replay('Whole API', 'secrets')).status, 409)
  })
})

function triedIn(replay: JsonObject): unknown {
  return replay.summary === undefined ? undefined : asObject(replay.summary).tried
}

async function adminOf(tollgate: RunningTollgate): Promise<RestClient> {
  const { consoleUrl } = JSON.parse(await readFile(join(tollgate.home, 'run', 'up.json'), 'utf8'))
  const localToken = (await readFile(join(tollgate.home, 'secrets', 'local-token'), 'utf8')).trim()
  const place = { url: consoleUrl, trusted: await readFile(tollgate.certificateFile, 'utf8') }
  return new RestClient(place).withToken(localToken)
}
