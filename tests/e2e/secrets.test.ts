import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Answer, FakeProvider } from '../fake-provider/fake-provider.ts'
import { cutAfter, endOf } from '../fake-provider/faults.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { answerError, providerErrors } from '../fake-provider/scenarios/errors.ts'
import { answerText } from '../fake-provider/scenarios/responses.ts'
import { call } from '../harness/call.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const prompt = 'planted-prompt-4111111111111111'

test('no secret and no prompt is written anywhere, whatever happens to a call', async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  const answers: readonly Answer[] = [
    agentProvider({ text: 'planted-answer' }),
    (request) => answerError(401, { ...providerErrors.wrongKey, message: request.header('authorization') ?? '' }),
    (request) => answerError(500, { ...providerErrors.serverError, message: request.header('authorization') ?? '' }),
    (request) => {
      const reply = answerText(request, 'planted-answer')
      return cutAfter(reply, endOf(reply, 'planted-'), 'reset')
    },
  ]
  await using provider = await FakeProvider.start({
    answer: (request) => (answers[request.number % answers.length] ?? agentProvider())(request),
  })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { CLIENT_KEY, PROVIDER_KEY, TOLLGATE_LOG_LEVEL: 'trace' },
  })
  const seen: string[] = []
  for (const key of [CLIENT_KEY, `${CLIENT_KEY}-wrong`])
    for (const _ of answers) {
      const body = JSON.stringify({ model: 'gpt-5.4', stream: true, input: prompt })
      const url = `${tollgate.httpUrl}/openaiapi/2.3.0/responses?apikey=${key}`
      const got = await call(url, { body, headers: { apikey: key, authorization: `Bearer ${key}` } })
      seen.push(JSON.stringify(got.headers) + got.text)
    }
  await tollgate.writeConfig('apis: [ a mistake')
  assert.equal(await tollgate.stop(), 0)

  for (const secret of [CLIENT_KEY, PROVIDER_KEY]) {
    assert.ok(!seen.join().includes(secret), 'in an answer')
    assert.ok(!tollgate.logs.includes(secret), 'in the logs')
  }
  for (const text of [prompt, 'planted-answer']) assert.ok(!tollgate.logs.includes(text), `${text} in the logs`)
  for (const file of await filesIn(tollgate.home)) {
    const content = await readFile(file, 'utf8')
    for (const text of [CLIENT_KEY, PROVIDER_KEY, prompt, 'planted-answer'])
      assert.ok(!content.includes(text), `${text} in ${file}`)
  }
})

test('what is secret on disk is for its owner only', async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  for (const file of ['secrets/pepper', 'tls/key.pem', 'run/up.json']) {
    const { mode } = await stat(join(tollgate.home, file))
    assert.equal((mode & 0o777).toString(8), '600', file)
  }
})

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
