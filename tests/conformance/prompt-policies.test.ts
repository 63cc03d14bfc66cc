import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObject, asObjects, type JsonObject } from '../fake-provider/json-value.ts'
import type { ReceivedRequest } from '../fake-provider/received-request.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { codexVersions } from '../harness/agents.ts'
import { sentenceIn } from '../harness/codex-events.ts'
import { seedGuideConfig } from '../harness/codex-home.ts'
import { CountingRelay } from '../harness/counting-relay.ts'
import { type CodexOptions, runCodex } from '../harness/run-codex.ts'
import { runCodexTerminal } from '../harness/run-codex-terminal.ts'
import { type RunningTollgate, startTollgate } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { type ApiInput, configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const version = '0.169.0'
const ending = 'Routed through WSO2 AI Gateway'
/** The seed guide's example, as the guide prints it. */
const fiveRules = String.raw`You are operating behind an enterprise AI gateway. Follow these rules:\n1. Be concise and direct.\n2. Never output secrets, tokens, or credentials.\n3. When editing code, explain the change briefly.\n4. When unsure, state the assumption explicitly.\n5. At the end of every response, add the text: '${ending}'.\n\n`
const rules = fiveRules.replaceAll(String.raw`\n`, '\n')

const decorator = (config: JsonObject) => ({ policy: 'prompt-decorator', config })
const fiveRulesByName = decorator({ text: fiveRules })
/** As the incumbent's form has it: JSON in a string, joined to the instructions. */
const fiveRulesByIncumbent = decorator({
  name: 'rules',
  promptDecoratorConfig: `{"decoration":"${fiveRules}"}`,
  jsonPath: '$.instructions',
  append: false,
})
const appended = decorator({ text: 'Answer in English.', place: 'append' })
const webless = { policy: 'tool-access', config: { deny: ['web_search', 'multi_agent_v1.*'] } }
const shellless = { policy: 'tool-access', config: { deny: ['exec_command', 'shell*'] } }
const alias = { policy: 'model-access', config: { allow: ['gpt-5.6'], aliases: { 'gpt-5.4': 'gpt-5.6' } } }
const limits = { policy: 'request-limits', config: { outputTokens: { max: 4000 }, toolsMax: 500 } }
const template = { policy: 'prompt-template', config: { templates: [{ name: 'look', prompt: 'Look at [[what]].' }] } }
const variables = decorator({ text: 'You work for {{application}} and {{user}}, as {{model}}.' })

/** Each API has a path of its own on the gateway and on the provider. */
const policiesOf: Readonly<Record<string, NonNullable<ApiInput['policies']>>> = {
  none: [],
  rules: [fiveRulesByName],
  incumbent: [fiveRulesByIncumbent],
  titles: [fiveRulesByName, appended],
  all: [alias, webless, limits, template, fiveRulesByName, variables],
  models: [alias],
  tools: [webless],
  shell: [shellless],
}

describe('prompt policies and the real Codex', () => {
  const { CLIENT_KEY: key, PROVIDER_KEY } = plantSecrets()
  const started = new AsyncDisposableStack()
  let provider: FakeProvider
  let tollgate: RunningTollgate
  let marks: string

  before(async () => {
    marks = started.use(await temporaryFolder()).path
    provider = started.use(
      await FakeProvider.start({
        answer: (request) => {
          const command = request.path.startsWith('/all/') ? 'echo a round' : `touch ${join(marks, 'was-run')}`
          const acts = request.path.startsWith('/all/') || request.path.startsWith('/shell/')
          return agentProvider(acts ? { command, rounds: 3 } : {})(request)
        },
      }),
    )
    const apis = Object.entries(policiesOf).map(([name, policies]) =>
      guideApi(`${provider.url}/${name}/v1`, { name, context: `/${name}`, policies: [...policies] }),
    )
    tollgate = started.use(
      await startTollgate({ config: configOf(apis), environment: { CLIENT_KEY: key, PROVIDER_KEY } }),
    )
  })

  after(() => started.disposeAsync())

  const baseUrl = (name: string) => `${tollgate.httpUrl}/${name}/2.3.0`
  const requestsOf = (name: string) => provider.requests.filter(({ path }) => path.startsWith(`/${name}/`))
  const codex = (name: string, options: Partial<CodexOptions> = {}) =>
    runCodex({ version, baseUrl: baseUrl(name), key, ...options })

  for (const older of codexVersions) {
    test(`Codex ${older} ends its answer as the guide's five rules say, in either form`, async () => {
      const [plain, own, incumbent] = await Promise.all(
        ['none', 'rules', 'incumbent'].map((name) => codex(name, { version: older, prompt: `hello from ${older}` })),
      )
      assert.deepEqual(plain?.messages, ['The fake provider says hello.'])
      assert.deepEqual(own?.messages, [`The fake provider says hello. ${ending}`])
      assert.deepEqual(incumbent?.messages, [`The fake provider says hello. ${ending}`])
    })
  }

  test('the rules stand behind the instructions of Codex and before what it says of itself and its user', async () => {
    await codex('rules', { prompt: 'where do the rules stand?' })
    const request = requestsOf('rules').at(-1)
    const input = inputOf(request)
    const texts = input.map(textOf)
    const at = texts.indexOf(rules)
    assert.ok(at > 0, texts.map((text) => text.slice(0, 40)).join('\n'))
    assert.ok(input.slice(0, at + 1).every(({ role }) => role === 'developer'))
    assert.equal(input[at + 1]?.role, 'user')
    assert.equal(texts.filter((text) => text === rules).length, 1)
  })

  test('with all policies on, every call of a conversation with tools begins with the bytes of the one before', async () => {
    const run = await codex('all', { prompt: 'please template://look?what=%22this%22+%26+that now' })
    assert.equal(run.exitCode, 0, run.stdout)
    const requests = requestsOf('all')
    assert.equal(requests.length, 4)
    for (const [index, request] of requests.entries()) {
      const before = requests[index - 1]
      if (before !== undefined) assertSharedPrefix(before, request)
      const { model, max_output_tokens: outputTokens, tools } = request.json()
      assert.deepEqual([model, outputTokens], ['gpt-5.6', 4000])
      assert.doesNotMatch(JSON.stringify(tools), /web_search|multi_agent_v1/)
      const texts = inputOf(request).map(textOf)
      assert.ok(texts.includes(rules))
      assert.ok(texts.includes('You work for tests and alice, as gpt-5.6.'))
      assert.ok(texts.includes('please Look at "this" & that. now'))
    }
    assert.deepEqual(run.messages, [`The fake provider says hello. ${ending}`])
  })

  test('the title of a thread stays what it was', async () => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    const isOver = () => relay.answers.split('event: response.completed').length > 2
    const screen = await runCodexTerminal({
      version,
      baseUrl: `${relay.url}/titles/2.3.0`,
      key,
      prompt: 'hello in a terminal',
      isOver,
    })
    assert.ok(screen.length > 0)
    assert.ok(relay.answers.includes(JSON.stringify(JSON.stringify({ title: 'A fake title' })).slice(1, -1)))
    assert.ok(relay.answers.includes(`The fake provider says hello. ${ending}`))
    const [title, others] = split(requestsOf('titles'), ({ text }) =>
      JSON.stringify(text ?? null).includes('json_schema'),
    )
    assert.deepEqual([title.length, others.length], [1, 1])
    const said = (requests: readonly ReceivedRequest[]) => inputOf(requests[0]).map(textOf)
    assert.ok(!said(title).includes('Answer in English.'))
    assert.ok(said(title).includes(rules))
    assert.equal(said(others).at(-1), 'Answer in English.')
  })

  test('an old model becomes the one that is served, and the record says both', async () => {
    const run = await codex('models', { prompt: 'which model?' })
    assert.equal(run.exitCode, 0, run.stdout)
    assert.equal(requestsOf('models').at(-1)?.json().model, 'gpt-5.6')
    const records = await tollgate.usageRecords()
    const record = records.find(({ api }) => api.name === 'models')
    assert.deepEqual(record?.model, { asked: 'gpt-5.4', served: 'gpt-5.6' })
    assert.deepEqual(
      record?.verdicts.map(({ policy, verdict }) => [policy, verdict]),
      [['model-access', 'changed']],
    )
  })

  test('a model that is not offered is refused in one sentence, after one request', async () => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    const url = `${relay.url}/models/2.3.0`
    const config = seedGuideConfig(url).replace('gpt-5.4', 'gpt-5.5')
    const run = await runCodex({ version, baseUrl: url, key, config, retries: 'on' })
    assert.equal(sentenceIn(run.failure), 'This API does not offer the model gpt-5.5: choose gpt-5.6, gpt-5.4.')
    assert.equal(relay.posts().length, 1)
  })

  test('a tool that is denied is not offered to the model, and all others are', async () => {
    await Promise.all(['none', 'tools'].map((name) => codex(name, { prompt: 'which tools?' })))
    const offered = (name: string) => asObjects(requestsOf(name).at(-1)?.json().tools)
    const isDenied = ({ type, name }: JsonObject) => type === 'web_search' || name === 'multi_agent_v1'
    assert.equal(offered('none').filter(isDenied).length, 2)
    assert.deepEqual(
      offered('tools'),
      offered('none').filter((tool) => !isDenied(tool)),
    )
  })

  test('a call of a tool that is denied does not reach Codex, so nothing is run', async () => {
    const run = await codex('shell', { prompt: 'touch a file', retries: 'on' })
    assert.equal(
      run.failure,
      'The rule tool-access of this API refused the answer: the model called the tool shell, which may not be used. Ask in another way.',
    )
    assert.equal(requestsOf('shell').length, 1)
    assert.doesNotMatch(JSON.stringify(requestsOf('shell')[0]?.json().tools), /exec_command/)
    await assert.rejects(access(join(marks, 'was-run')))
  })
})

/** The whole of the shorter history, byte for byte, and after it the same settings and tools. */
function assertSharedPrefix(before: ReceivedRequest, after: ReceivedRequest): void {
  const text = before.body.toString()
  const input = JSON.stringify(before.json().input)
  const prefix = text.slice(0, text.indexOf(input) + input.length - 1)
  assert.ok(prefix.length > 10_000)
  assert.ok(after.body.toString().startsWith(`${prefix},`), 'the history was changed')
  const { input: _, client_metadata: __, ...settings } = before.json()
  const { input: ___, client_metadata: ____, ...settingsAfter } = after.json()
  assert.equal(JSON.stringify(settingsAfter), JSON.stringify(settings))
}

function inputOf(request: ReceivedRequest | undefined): readonly JsonObject[] {
  return asObjects(request?.json().input)
}

function textOf({ content }: JsonObject): string {
  return String(asObject(asObjects(content)[0]).text)
}

function split(
  requests: readonly ReceivedRequest[],
  isFirst: (json: JsonObject) => boolean,
): [ReceivedRequest[], ReceivedRequest[]] {
  const first = requests.filter((request) => isFirst(request.json()))
  return [first, requests.filter((request) => !first.includes(request))]
}
