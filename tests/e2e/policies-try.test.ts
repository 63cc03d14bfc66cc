import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call } from '../harness/call.ts'
import { runProcess } from '../harness/run-process.ts'
import { startTollgate, upArguments, upEnvironment } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const [program = ''] = upArguments(null)
const apiName = 'OpenAI API/2.3.0'
const chat = { model: 'gpt-5.4', messages: [{ role: 'user', content: 'hi' }] }
const responses = { model: 'gpt-5.4', input: [{ role: 'user', content: 'hi' }], future: { a: [1] } }

test('tollgate policies try shows what the provider then gets, of an API that a file declares', async (t) => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  const decorated = {
    policy: 'prompt-decorator',
    config: { text: 'Be brief.' },
    when: { operation: ['POST /responses'] },
  }
  await using tollgate = await startTollgate({
    config: {
      ...configOf([guideApi(provider.url, { policies: [decorated] })]),
      policies: [{ policy: 'prompt-decorator', config: { text: 'First.', place: 'append' } }],
    },
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  const cli = async (...args: string[]) => {
    const environment = upEnvironment(tollgate.home)
    const command = { command: process.execPath, args: [program, 'policies', 'try', ...args] }
    return await runProcess({ ...command, environment, folder: tollgate.home, timeoutMs: 30_000 })
  }
  const tried = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await cli(...args, '--json')
    assert.equal(exitCode, 0, stderr)
    return JSON.parse(stdout)
  }
  const sent = async (path: string, body: object) => {
    const headers = { apikey: CLIENT_KEY, 'content-type': 'application/json' }
    const answer = await call(`${tollgate.httpUrl}/openaiapi/2.3.0${path}`, { body: JSON.stringify(body), headers })
    assert.equal(answer.status, 200, answer.text)
    return JSON.parse(String(provider.requests.at(-1)?.body))
  }

  await t.test('a call of the operation that the policy is for', async () => {
    await writeFile(join(tollgate.home, 'request.json'), JSON.stringify(responses))
    const trial = await tried('--api', apiName, '--body', '@request.json')
    assert.equal(provider.requests.length, 0, 'a trial asks no provider')
    assert.deepEqual(
      trial.verdicts.map(({ verdict }: { verdict: string }) => verdict),
      ['changed', 'changed'],
    )
    assert.deepEqual(trial.sent, await sent('/responses', responses))
    assert.match(JSON.stringify(trial.sent), /Be brief\..*First\./)
  })

  await t.test('a call of another operation', async () => {
    const operation = ['--operation', 'POST /chat/completions']
    const trial = await tried('--api', apiName, ...operation, '--body', JSON.stringify(chat))
    assert.equal(trial.verdicts.length, 1)
    assert.equal(trial.notRun[0].why, 'Its condition is for other calls.')
    assert.deepEqual(trial.sent, await sent('/chat/completions', chat))
    assert.doesNotMatch(JSON.stringify(trial.sent), /Be brief/)
  })

  await t.test(
    'a policy that is nowhere yet, for people to read; and one that does not take its configuration',
    async () => {
      const shown = await cli('--policy', 'prompt-decorator', '--config', '{"text":"Say please."}', '--text', 'hello')
      assert.equal(shown.exitCode, 0, shown.stderr)
      assert.match(shown.stdout, /prompt-decorator +request +changed/)
      assert.match(shown.stdout, /The provider would get:.*"Say please\.".*"hello"/s)
      const wrong = await cli(
        '--policy',
        'prompt-decorator',
        '--config',
        '{"text":"a","place":"top"}',
        '--text',
        'hello',
      )
      assert.equal(wrong.exitCode, 1)
      assert.match(wrong.stderr, /config\.place/)
    },
  )
})
