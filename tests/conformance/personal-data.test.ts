import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObjects } from '../fake-provider/json-value.ts'
import type { ReceivedRequest } from '../fake-provider/received-request.ts'
import { answerItems, answerText } from '../fake-provider/scenarios/responses.ts'
import { functionCallItem } from '../fake-provider/scenarios/responses-object.ts'
import { runCodex } from '../harness/run-codex.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { type ApiInput, configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const version = '0.169.0'
const email = 'jane.doe@example.com'
const placeholder = /Email_[0-9a-f]+/
const decoration = 'You are operating behind an enterprise AI gateway.'

/** Everything that may stand on a conversation at once. */
const policies: NonNullable<ApiInput['policies']> = [
  { policy: 'pii-mask', config: { entities: ['email', 'card'] } },
  { policy: 'secrets', config: {} },
  { policy: 'prompt-decorator', config: { text: decoration } },
  { policy: 'regex', config: { name: 'no-dragons', regex: 'here be dragons', invert: true } },
  { policy: 'content-length', config: { min: 1, max: 1_000_000 } },
  { policy: 'prompt-injection', config: {} },
]

/**
 * A model that knows nobody but by the placeholder that it is shown: first it runs a command with it, then it writes it into its answer,
 * which it sends a few characters at a time.
 */
function modelThatRepeats(request: ReceivedRequest) {
  const body = request.body.toString()
  const [name = 'nobody'] = placeholder.exec(body) ?? []
  const hasOutput = asObjects(request.json().input).some(({ type }) => String(type).endsWith('_call_output'))
  if (hasOutput) return answerText(request, `I wrote to ${name} — twice to ${name}.`)
  return answerItems(request, [functionCallItem('exec_command', { cmd: `echo "mail for ${name}" | tee letter.txt` })])
}

test('personal data never reaches the provider, and the user of Codex never sees a placeholder', async (t) => {
  const { CLIENT_KEY: key, ...others } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: modelThatRepeats })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url, { policies })]),
    environment: { CLIENT_KEY: key, ...others },
  })
  const baseUrl = `${tollgate.httpUrl}/openaiapi/2.3.0`
  const run = await runCodex({ version, baseUrl, key, prompt: `Write a letter to ${email}, please.` })
  const bodies = provider.requests.map(({ body }) => body.toString())

  await t.test('masked at the provider, restored in the terminal and in the command that ran', () => {
    assert.equal(run.exitCode, 0, run.stdout + run.stderr)
    assert.deepEqual(run.messages, [`I wrote to ${email} — twice to ${email}.`])
    assert.match(run.stdout, new RegExp(`mail for ${email.replaceAll('.', '\\.')}`))
    assert.doesNotMatch(run.stdout, placeholder)
    assert.equal(bodies.length, 2)
    for (const body of bodies) {
      assert.ok(!body.includes(email))
      assert.match(body, placeholder)
    }
  })

  await t.test('the second request begins with the first, byte for byte, though six policies read both', () => {
    const [first = '', second = ''] = bodies.map(inputOf)
    assert.ok(second.startsWith(first.slice(0, -1)), 'the provider’s prompt cache keeps hitting')
    assert.equal(second.split(decoration).length - 1, 1)
  })

  await t.test('the usage record says what was done, without what was found', async () => {
    const records = await tollgate.usageRecords()
    assert.equal(records.length, 2)
    for (const { verdicts } of records) {
      const [mask] = verdicts.filter(({ policy, phase }) => policy === 'pii-mask' && phase === 'request')
      assert.equal(mask?.verdict, 'changed')
      assert.ok((mask?.found?.email ?? 0) >= 1)
    }
    assert.ok(!JSON.stringify(records).includes(email))
    assert.ok(!tollgate.logs.includes(email))
  })
})

test('a blocked text is told once, after one request, and never leaves', async () => {
  const { CLIENT_KEY: key, ...others } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: (request) => answerText(request, 'never said') })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url, { policies })]),
    environment: { CLIENT_KEY: key, ...others },
  })
  const baseUrl = `${tollgate.httpUrl}/openaiapi/2.3.0`
  const run = await runCodex({ version, baseUrl, key, retries: 'on', prompt: 'Draw a map: here be dragons.' })
  assert.equal(run.exitCode, 1)
  assert.match(run.failure ?? '', /^The rule no-dragons of this API refused the prompt: .*begin a new conversation/)
  assert.deepEqual(
    run.notices.filter((notice) => notice.includes('no-dragons')),
    [],
  )
  assert.equal(provider.requests.length, 0)
  assert.equal((await tollgate.usageRecords()).length, 1)
})

/** The array of input items as it stands in the body. */
function inputOf(body: string): string {
  const start = body.indexOf('"input":[') + '"input":'.length
  return body.slice(start, endOfArray(body, start))
}

function endOfArray(text: string, start: number): number {
  let depth = 0
  let isString = false
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (isString) {
      if (character === '\\') at++
      else if (character === '"') isString = false
    } else if (character === '"') isString = true
    else if (character === '[') depth++
    else if (character === ']' && --depth === 0) return at + 1
  }
  return text.length
}
