import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAttribution } from '@tollgate/control/analytics/attribution/read-attribution'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { codexVersions } from '../harness/agents.ts'
import { makeRepository } from '../harness/git-repository.ts'
import { runCodex } from '../harness/run-codex.ts'
import { runCodexTerminal } from '../harness/run-codex-terminal.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const token = 'token-of-a-repository'
const remote = `https://alice:${token}@github.com/acme/shop.git`

test('what the real Codex does in a repository is booked on it, with the configuration of the seed guide', async (t) => {
  const secrets = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  const [open, strict] = [guideApi(provider.url), guideApi(provider.url, strictPlace)]
  await using tollgate = await startTollgate({ config: configOf([open, strict]), environment: { ...secrets } })
  const run = async (version: (typeof codexVersions)[number], path: string, isDirty: boolean) => {
    let commit = ''
    const prepare = async (folder: string) => {
      commit = await makeRepository(folder, { remote, isDirty })
    }
    const ran = await runCodex({ version, baseUrl: `${tollgate.httpUrl}${path}`, key: secrets.CLIENT_KEY, prepare })
    assert.equal(ran.exitCode, 0, ran.stderr)
    const record = (await tollgate.usageRecords()).at(-1)
    assert.ok(record !== undefined)
    return { record, read: readAttribution(record.agent), commit }
  }
  const common = { agent: 'codex_exec', trigger: 'automation', repository: 'github.com/acme/shop' }

  for (const [index, version] of codexVersions.entries())
    await t.test(`codex exec ${version}`, async () => {
      const isDirty = index % 2 === 0
      const { record, read, commit } = await run(version, '/openaiapi/2.3.0', isDirty)
      const { turn, conversation, purpose, sandbox, ...rest } = read
      assert.deepEqual(rest, {
        ...{ ...common, agentVersion: version, commit, isDirty, parentConversation: null, subagent: null },
      })
      assert.match(`${turn} ${conversation}`, /^[0-9a-f-]{36} [0-9a-f-]{36}$/)
      assert.ok(sandbox !== null && (purpose === 'turn' || version === '0.116.0'))
      assert.equal(JSON.stringify(record).includes(token), false)
    })

  await t.test('an API that keeps it back: the provider learns nothing of it', async () => {
    const before = provider.requests.length
    const { read, commit } = await run('0.169.0', '/strict/1.0', true)
    assert.deepEqual([read.repository, read.commit], ['github.com/acme/shop', commit])
    const sent = provider.requests.slice(before)
    assert.equal(sent.length, 1)
    for (const { headers, body } of sent) {
      assert.doesNotMatch(`${JSON.stringify(headers)}${body}`, /acme|turn_id|thread_id|x-codex-turn-metadata/)
      assert.match(JSON.stringify(headers), /originator/)
    }
  })

  await t.test('the interactive one: a person asked, and the title of the thread is its own purpose', async () => {
    const before = (await tollgate.usageRecords()).length
    const records = async () => (await tollgate.usageRecords()).slice(before)
    let seen = await records()
    const timer = setInterval(() => void records().then((now) => (seen = now)), 100)
    await runCodexTerminal({
      ...{ version: '0.169.0', baseUrl: `${tollgate.httpUrl}/openaiapi/2.3.0`, key: secrets.CLIENT_KEY },
      ...{ prompt: 'say hi', isOver: () => seen.length >= 2 },
    }).finally(() => clearInterval(timer))
    const read = (await records()).map(({ agent }) => readAttribution(agent))
    assert.deepEqual(read.map(({ purpose, trigger, agent }) => `${purpose} ${trigger} ${agent}`).sort(), [
      'thread_title human codex-tui',
      'turn human codex-tui',
    ])
  })
})

const strictPlace = { name: 'Strict', context: '/strict', version: '1.0', stripAgentMetadata: true }
