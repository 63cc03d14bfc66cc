import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codexVersions } from '../harness/agents.ts'
import { startAimock } from '../harness/aimock.ts'
import { loadOpenAi } from '../harness/openai-sdk.ts'
import { runCodex } from '../harness/run-codex.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const content = 'Somebody else wrote this mock.'

// A second upstream that nobody here has written: what we believe of the dialect is not only what we play ourselves.
test('a foreign upstream (aimock) behind the gateway', { concurrency: 3 }, async (t) => {
  const { CLIENT_KEY: key, PROVIDER_KEY } = plantSecrets()
  const OpenAi = await loadOpenAi()
  await using aimock = await startAimock([{ match: {}, response: { content } }])
  await using tollgate = await startTollgate({
    config: configOf([guideApi(aimock.url)]),
    environment: { CLIENT_KEY: key, PROVIDER_KEY },
  })
  const baseUrl = `${tollgate.httpUrl}/openaiapi/2.3.0`

  const agents = codexVersions.map((version) =>
    t.test(`Codex ${version} is answered`, async () => {
      const run = await runCodex({ version, baseUrl, key })
      assert.deepEqual([run.exitCode, run.messages], [0, [content]], run.stdout + run.stderr)
    }),
  )
  const sdk = t.test("OpenAI's SDK is answered in both dialects", async () => {
    const client = new OpenAi({ apiKey: key, baseURL: baseUrl, maxRetries: 0 })
    assert.equal((await client.responses.create({ model: 'gpt-5.4', input: 'hi' })).output_text, content)
    const messages = [{ role: 'user', content: 'hi' }]
    const completion = await client.chat.completions.create({ model: 'gpt-5.4', messages })
    assert.equal(completion.choices[0]?.message?.content, content)
  })
  await Promise.all([...agents, sdk])
})
