import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { codexVersions } from '../harness/agents.ts'
import { seedGuideConfig } from '../harness/codex-home.ts'
import { CountingRelay } from '../harness/counting-relay.ts'
import { isAtLeast, runCodex } from '../harness/run-codex.ts'
import { runCodexTerminal } from '../harness/run-codex-terminal.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

test('what Codex asks besides the turn', { concurrency: 4 }, async (t) => {
  const { CLIENT_KEY: key, ...others } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  const api = guideApi(provider.url, { models: [{ id: 'gpt-5.4', contextWindow: 272_000 }] })
  await using tollgate = await startTollgate({ config: configOf([api]), environment: { CLIENT_KEY: key, ...others } })

  const titles = codexVersions.map((version) => {
    const requests = isAtLeast(version, 160) ? 2 : 1
    const what = requests === 2 ? 'gets a title for the thread by a second request' : 'asks for no title'
    return t.test(`the interactive ${version} ${what}`, async () => {
      await using relay = await CountingRelay.start(tollgate.httpUrl)
      const baseUrl = `${relay.url}/openaiapi/2.3.0`
      const isOver = () => relay.answers.split('event: response.completed').length > requests
      await runCodexTerminal({ version, baseUrl, key, prompt: `hello from ${version}`, isOver })
      assert.equal(relay.posts().length, requests)
      assert.equal(relay.answers.includes('A fake title'), requests === 2)
    })
  })

  const catalogue = t.test('0.169.0 reads the model catalogue of the gateway', async () => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    const baseUrl = `${relay.url}/openaiapi/2.3.0`
    const config = `${seedGuideConfig(baseUrl)}model_catalog_url = "${baseUrl}/models"\n`
    const run = await runCodex({ version: '0.169.0', baseUrl, key, config })
    assert.equal(run.exitCode, 0, run.stdout)
    assert.ok(relay.requests.some(({ target }) => target.includes('/models?client_version=0.169.0')))
    assert.doesNotMatch(run.stderr, /failed to refresh available models/)
    assert.deepEqual(run.notices, [], 'the model is known now')
  })

  await Promise.all([...titles, catalogue])
})
