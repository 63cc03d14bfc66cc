import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parseYaml } from '@tollgate/control/config/parse-yaml'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObject, asObjects } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { Guide, useCaseHeadings } from './guide.ts'
import { mergeConfig } from './merge-config.ts'
import { codexExec, Newcomer } from './newcomer.ts'

const guide = new Guide(useCaseHeadings)
const exportIt = guide.take('sh', 'tollgate export')
const applyIt = guide.take('sh', 'tollgate apply')
const toml = new Guide(['4.']).take('toml', 'model_provider')

describe('docs/guides/codex.md: what can be done then', () => {
  const started = new AsyncDisposableStack()
  let newcomer: Newcomer
  let provider: FakeProvider

  before(async () => {
    provider = started.use(await FakeProvider.start({ answer: agentProvider() }))
    newcomer = started.use(await Newcomer.start('npx tollgate up', { TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1' }))
    await newcomer.writeCodexConfig(toml)
  })

  after(() => started.disposeAsync())

  test('the one-liner sums the tokens by application', async () => {
    assert.match(await codex(), /demo provider/)
    const records = await newcomer.tollgate.usageRecords()
    const total = records.reduce((sum, { usage }) => sum + usage.totalTokens, 0)
    const { stdout, stderr } = await newcomer.type(guide.take('sh', 'usage/*.ndjson'))
    assert.match(stdout, new RegExp(`my-laptop.* ${total} `), stderr)
  })

  test('a plan refuses what is beyond it, and Codex says which', async () => {
    await change(read(guide.take('yaml', 'plans:')))
    let status = 0
    // Twice the limit, should an hour begin just now.
    for (let calls = 0; status !== 429 && calls < 41; calls++) status = await post()
    assert.equal(status, 429)
    const [, sentence = ''] = /^> You’ve hit your usage limit\. (.*?), or try again/m.exec(guide.page.text) ?? []
    assert.match(sentence, /^Plan Trial: /)
    assert.ok((await codex()).includes(`You’ve hit your usage limit. ${sentence}, or try again at`))
  })

  test("a provider's key comes from a file that the applied file names", async () => {
    await writeFile(join(newcomer.home, 'openai.key'), 'sk-a-key-from-a-file\n')
    const example = read(guide.take('yaml', 'openai.key').replace('https://api.openai.com', provider.url))
    const golden = { name: 'my-laptop', subscriptions: [{ api: 'OpenAI API/2.3.0', plan: 'AIGold' }] }
    await change({ ...example, applications: [golden] })
    await rm(join(newcomer.home, 'openai.key'))
    assert.match(await codex(), /The fake provider says hello\./)
    assert.equal(provider.requests.at(-1)?.header('authorization'), 'Bearer sk-a-key-from-a-file')
  })

  test('guardrails mask what goes out, give it back, refuse what must not pass, and can be tried', async () => {
    await change(read(guide.take('yaml', 'pii-mask')))
    assert.match(await codex('Write to jane.doe@example.com'), /The fake provider says hello\./)
    const body = provider.requests.at(-1)?.body.toString() ?? ''
    assert.match(body, /Write to Email_[0-9a-f]+/)
    assert.doesNotMatch(body, /jane\.doe/)
    const calls = provider.requests.length
    const [, sentence = ''] = /^> (The rule secrets .*)$/m.exec(guide.page.text) ?? []
    assert.ok((await codex(`My key is ghp_${'aB3dE6gH9k'.repeat(4).slice(0, 36)}`)).includes(sentence))
    assert.equal(provider.requests.length, calls)
    const { stdout, stderr } = await newcomer.type(guide.take('sh', 'policies try'))
    assert.match(stdout, /Email_[0-9a-f]+/, stderr)
  })

  test('the instruction stands behind those of Codex and before the first message of the user', async () => {
    const example = read(guide.take('yaml', 'prompt-decorator'))
    await change(example)
    assert.match(await codex(), /The fake provider says hello\. Routed through Tollgate/)
    const input = asObjects(provider.requests.at(-1)?.json().input)
    const texts = input.map(({ content }) => String(asObject(asObjects(content)[0]).text))
    const at = texts.findIndex((text) => text.startsWith('You are operating behind an enterprise AI gateway.'))
    assert.equal(texts[at], asObject(asObjects(asObjects(example.apis)[0]?.policies)[0]?.config).text)
    assert.equal(input.slice(0, at + 1).every(({ role }) => role === 'developer') && at > 0, true)
    assert.equal(input[at + 1]?.role, 'user')
  })

  test('with a key of OpenAI in the environment nothing is left to the demo provider', async () => {
    const command = guide.take('sh', 'OPENAI_API_KEY=')
    await using second = await Newcomer.start(command.replace('<key of OpenAI>', 'sk-never-used'))
    assert.doesNotMatch(second.tollgate.logs, /demo provider|sk-never-used/)
  })

  test('every example of these use cases was tried', () => assert.deepEqual(guide.left, []))

  /** Puts an example's lines into what is served, as the guide says it. */
  async function change(example: Readonly<Record<string, unknown>>): Promise<void> {
    await rm(join(newcomer.home, 'tollgate.yaml'), { force: true })
    const { exitCode, stderr } = await newcomer.type(exportIt)
    assert.equal(exitCode, 0, stderr)
    const written = read(await readFile(join(newcomer.home, 'tollgate.yaml'), 'utf8'))
    await newcomer.saveConfig(mergeConfig(written, example), applyIt)
  }

  async function codex(prompt?: string): Promise<string> {
    const certificate = join(newcomer.tollgate.home, 'tls', 'certificate.pem')
    const environment = { OPENAI_AUTH_TOKEN: newcomer.firstKey, CODEX_CA_CERTIFICATE: certificate }
    const { stdout, stderr } = await newcomer.type(`${codexExec(prompt)} || true`, {
      folder: newcomer.home,
      environment,
    })
    return stdout + stderr
  }

  async function post(): Promise<number> {
    const response = await fetch(`${newcomer.tollgate.httpUrl}/openaiapi/2.3.0/responses`, {
      method: 'POST',
      headers: { ApiKey: newcomer.firstKey },
      body: '{"model":"gpt-5.4","input":"hi"}',
    })
    await response.text()
    return response.status
  }
})

function read(yaml: string): Readonly<Record<string, unknown>> {
  const parsed = parseYaml(yaml)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return asObject(parsed.value)
}
