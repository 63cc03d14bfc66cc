import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { ConfigFile } from '@tollgate/contract/config-file'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import type { ReceivedRequest } from '../fake-provider/received-request.ts'
import type { Reply } from '../fake-provider/reply.ts'
import { answerError, providerErrors } from '../fake-provider/scenarios/errors.ts'
import { answerModels } from '../fake-provider/scenarios/models.ts'
import { Guide, troubleHeadings } from './guide.ts'
import { codexExec, Newcomer } from './newcomer.ts'
import { codeIn } from './page.ts'

const guide = new Guide(troubleHeadings)
const rows = guide.page.rows('Codex prints', 'why', 'what to do')
const toml = new Guide(['4.']).take('toml', 'model_provider')

describe('docs/guides/codex.md: what Codex prints when it does not work', () => {
  const started = new AsyncDisposableStack()
  let newcomer: Newcomer
  let provider: FakeProvider
  let untouched: ConfigFile

  before(async () => {
    provider = started.use(await FakeProvider.start({ answer: refuseAllButModels }))
    const environment = { TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1', OPENAI_API_KEY: 'sk-a-key-that-is-wrong' }
    newcomer = started.use(await Newcomer.start('npx tollgate up', environment))
    await newcomer.writeCodexConfig(toml)
    untouched = await newcomer.readConfig()
  })

  after(() => started.disposeAsync())

  /** How to come to each line of the table; gives what was printed. */
  const causes: Readonly<Record<string, () => Promise<string>>> = {
    'Missing environment variable': () => codex({ key: '' }),
    'waiting for network': () => codex({ certificate: '', command: untilLine('waiting for network') }),
    'unexpected status 401 Unauthorized: This API key': () => codex({ key: `${newcomer.firstKey}x` }),
    'There is no API at': () => codexAt(toml.replace('openaiapi', 'nowhere')),
    'There is no version': () => codexAt(toml.replace('2.3.0', '9.9.9')),
    'is not subscribed to': () => codexWith((config) => ({ applications: config.applications.map(unsubscribed) })),
    'hit your usage limit. Plan': () =>
      codexWith((config) => ({
        plans: config.plans.map((plan) => ({ ...plan, limits: [{ metric: 'requests', limit: 0, per: 'hour' }] })),
      })),
    'The provider refused the credential of this API': () => codexWith(callsProviderAt(provider.url)),
    'unexpected status 502 Bad Gateway: The provider could not be reached': () =>
      codexWith(callsProviderAt('http://127.0.0.1:9')),
  }

  test('the table names what this test can cause, and nothing else', () => {
    assert.deepEqual(rows.map(phraseOf), Object.keys(causes))
  })

  for (const phrase of rows.map(phraseOf)) {
    test(`'${phrase}'`, async () => {
      const printed = await causes[phrase]?.()
      assert.ok(printed?.includes(phrase), printed)
    })
  }

  test('where all is well, the doctor says so', async () => {
    await newcomer.saveConfig({ ...untouched, ...callsProviderAt(provider.url)(untouched) })
    const { stdout, exitCode } = await newcomer.type(guide.take('sh', 'doctor'), { environment: variables() })
    assert.equal(exitCode, 0, stdout)
    assert.deepEqual(guide.left, [])
  })

  interface Question {
    readonly key?: string
    readonly certificate?: string
    readonly command?: string
  }

  async function codex({ command = codexExec(), ...question }: Question = {}): Promise<string> {
    const set = Object.entries(variables(question)).filter(([, value]) => value !== '')
    const options = { folder: newcomer.home, environment: Object.fromEntries(set) }
    const { stdout, stderr } = await newcomer.type(command, options)
    return stdout + stderr
  }

  async function codexWith(change: (config: ConfigFile) => object): Promise<string> {
    await newcomer.saveConfig({ ...untouched, ...change(untouched) })
    return codex()
  }

  async function codexAt(otherToml: string): Promise<string> {
    await newcomer.writeCodexConfig(otherToml)
    return codex().finally(() => newcomer.writeCodexConfig(toml))
  }

  function variables({ key, certificate }: Question = {}): Readonly<Record<string, string>> {
    return {
      OPENAI_AUTH_TOKEN: key ?? newcomer.firstKey,
      CODEX_CA_CERTIFICATE: certificate ?? join(newcomer.tollgate.home, 'tls', 'certificate.pem'),
    }
  }
})

function phraseOf(row: Readonly<Record<string, string>>): string {
  return codeIn(row['Codex prints'] ?? '')[0] ?? ''
}

/** Codex never gives up on a network that is away: it is ended once the line is there. */
function untilLine(line: string): string {
  return `exec 3< <(exec codex exec --skip-git-repo-check -c analytics.enabled=false -c features.plugins=false hi </dev/null 2>&1)
grep -m1 '${line}' <&3; kill $!`
}

function refuseAllButModels({ path }: ReceivedRequest): Reply {
  return path.endsWith('/models') ? answerModels(['gpt-5.4']) : answerError(401, providerErrors.wrongKey)
}

function unsubscribed(application: ConfigFile['applications'][number]) {
  return { ...application, subscriptions: [] }
}

function callsProviderAt(url: string): (config: ConfigFile) => object {
  return ({ apis }) => ({
    // At another origin a kept credential has to be given anew.
    apis: apis.map((api) => ({ ...api, endpoints: { production: { url, credential: { env: 'OPENAI_API_KEY' } } } })),
  })
}
