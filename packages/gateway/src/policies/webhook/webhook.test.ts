import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Refusal } from '../../pipeline/refusal.ts'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../../protocols/protocol.ts'
import { testTools } from '../../testing/policy-tools.ts'
import { attachment } from '../../testing/rows.ts'
import { respond, type Script, ScriptedUpstream } from '../../testing/scripted-upstream.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { chatStream, responsesStream, streaming } from '../../testing/test-answers.ts'
import { chatPath, responsesPath, startTestGateway, testApi } from '../../testing/test-gateway.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { webhook } from './webhook.ts'

type Json = Record<string, unknown>
interface Asked {
  readonly contractVersion: number
  readonly texts: ReadonlyArray<{ text: string; kind: string; role: string | null; path: string | null }>
  readonly metadata: Json
}

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const [readmeRequest, readmeAsked, readmeReply, readmeSent] = blocks('json').map((text) => JSON.parse(text))
const secret = 'planted-signing-secret'
const request = { model: 'm', input: 'hello' }
const answerText = 'Grüß Gott, the file is "ready" \u{1F680}.'
const chatAnswerText = 'Grüß Gott says "usage": 1 \u{1F680}'

const allow = replying(() => ({ action: 'allow' }))
const block = replying(() => ({ action: 'block', reason: 'It names a customer', assessments: { rule: 'customers' } }))
const upper = replying(({ texts }) => ({ action: 'modify', texts: texts.map(({ text }) => text.toUpperCase()) }))

describe("the README's example", () => {
  test('is a configuration that the policy understands', () => {
    const lines = [...(blocks('yaml')[0] ?? '').matchAll(/^ {6}(\w+): (.+)$/gm)]
    const config = Object.fromEntries(lines.map(([, field, value]) => [field, value]))
    assert.deepEqual(Object.keys(config), ['url', 'secret', 'flow'])
    assert.ok(webhook.config.safeParse(config).success)
  })

  test('is asked, answered and sent as the README says', async () => {
    await using guard = await guarding(replying(() => readmeReply))
    const { sent, call } = await guard.request(readmeRequest, { flow: 'request' })
    const { metadata, ...asked } = await guard.asked()
    const { metadata: shown, ...expected } = readmeAsked
    assert.deepEqual(asked, expected)
    assert.deepEqual(
      { ...metadata, requestId: '', api: '' },
      { ...shown, requestId: '', api: '', model: null, plan: null },
    )
    assert.deepEqual(sent, readmeSent)
    assert.equal(call.x.verdicts[0]?.verdict, 'changed')
  })
})

describe('webhook, asked about a request', () => {
  for (const [name, protocol, json] of [
    ['Responses', openaiResponses, request],
    ['Chat Completions', openaiChat, { model: 'm', messages: [{ role: 'user', content: 'hello' }] }],
  ] as const) {
    test(`lets it pass (${name})`, async () => {
      await using guard = await guarding(allow)
      const { sent, call } = await guard.request(json, {}, protocol)
      assert.deepEqual(sent, json)
      assert.equal(call.x.verdicts[0]?.verdict, 'passed')
    })

    test(`changes it (${name})`, async () => {
      await using guard = await guarding(upper)
      const { sent } = await guard.request(json, {}, protocol)
      assert.match(JSON.stringify(sent), /"HELLO"/)
      assert.doesNotMatch(JSON.stringify(sent), /hello/)
    })

    test(`refuses it (${name})`, async () => {
      await using guard = await guarding(block)
      const { stop, call } = await guard.request(json, { name: 'Customers', showAssessment: true }, protocol)
      assert.equal(stop?.code, 'guardrail_blocked')
      assert.deepEqual(stop?.intervention, {
        name: 'Customers',
        type: 'WEBHOOK_GUARDRAIL',
        direction: 'REQUEST',
        reason: 'It names a customer.',
        assessments: { rule: 'customers' },
      })
      assert.deepEqual(call.x.verdicts[0]?.found, { block: 1 })
    })
  }

  test('shows no assessment unless the publisher does', async () => {
    await using guard = await guarding(block)
    const { stop } = await guard.request(request, {})
    assert.equal(stop?.intervention?.assessments, undefined)
    assert.doesNotMatch(stop?.message ?? '', /customers/)
  })

  test('sends every text of the conversation in one call, JSON taken apart, and puts it back as JSON', async () => {
    await using guard = await guarding(upper)
    const call = { type: 'function_call', call_id: 'c1', name: 'run', arguments: '{"command":"say \\"hi\\"","n":1}' }
    const output = { type: 'function_call_output', call_id: 'c1', output: 'done' }
    const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }
    const { sent } = await guard.request({ model: 'm', instructions: 'be brief', input: [user, call, output] }, {})
    assert.equal(guard.service.calls.length, 1)
    assert.deepEqual(
      (await guard.asked()).texts.map(({ text, kind }) => [kind, text]),
      [
        ['message', 'hello'],
        ['tool-arguments', 'say "hi"'],
        ['tool-arguments', 'command'],
        ['tool-arguments', 'n'],
        ['tool-output', 'done'],
      ],
    )
    assert.deepEqual(sent, {
      model: 'm',
      instructions: 'be brief',
      input: [
        { ...user, content: [{ type: 'input_text', text: 'HELLO' }] },
        { ...call, arguments: '{"COMMAND":"SAY \\"HI\\"","N":1}' },
        { ...output, output: 'DONE' },
      ],
    })
  })

  test('sends what a JSONPath names, and nothing else', async () => {
    await using guard = await guarding(allow)
    await guard.request(
      { model: 'm', input: 'hello', metadata: { note: 'look here' } },
      { jsonPath: '$.metadata.note' },
    )
    assert.deepEqual(
      (await guard.asked()).texts.map(({ text }) => text),
      ['look here'],
    )
  })

  test('asks nobody where there is no text', async () => {
    await using guard = await guarding(block)
    assert.deepEqual((await guard.request({ model: 'm', input: [] }, {})).sent, { model: 'm', input: [] })
    assert.equal(guard.service.calls.length, 0)
  })

  test('in observe mode, says what it would have done', async () => {
    await using guard = await guarding(block)
    const trial = tryPolicies([{ policy: webhook, config: { url: guard.service.url }, mode: 'observe' }])
    assert.deepEqual(await trial.request(request), request)
    assert.equal(trial.call.x.verdicts[0]?.verdict, 'would-refuse')
  })
})

describe('webhook, remembering', () => {
  test('asks about the new texts of a history, and once more for all where nothing is remembered', async () => {
    await using guard = await guarding(upper)
    const chat = (...texts: string[]) => ({ model: 'm', messages: texts.map((content) => ({ role: 'user', content })) })
    const trial = guard.trial({ cacheSeconds: 60 }, openaiChat)
    await trial.request(chat('one'))
    const other = tryPolicies([{ policy: webhook, config: guard.config({ cacheSeconds: 60 }) }], {
      protocol: openaiChat,
      tools: trial.tools,
    })
    const sent = await other.request(chat('one', 'two'))
    assert.deepEqual(sent, chat('ONE', 'TWO'))
    assert.deepEqual(await guard.askedTexts(), [['one'], ['two']])
    const forgetful = tryPolicies(
      [{ policy: webhook, config: guard.config({ cacheSeconds: 0, url: `${guard.service.url}/b` }) }],
      { protocol: openaiChat, tools: trial.tools },
    )
    for (let turn = 0; turn < 2; turn++) await forgetful.request(chat('one', 'two'))
    assert.equal((await guard.askedTexts()).length, 3, 'within one call it is asked once')
  })
})

describe('webhook, asked about an answer', () => {
  test('lets a stream pass whole, asked once about each text', async () => {
    await using guard = await guarding(allow)
    const out = await guard.trial({ flow: 'response' }).stream([responsesStream()])
    assert.ok(Buffer.isBuffer(out))
    assert.equal(textOf(out, 'response.output_text.delta'), answerText)
    assert.deepEqual(await guard.askedTexts(), [[answerText]])
    const { metadata } = await guard.asked()
    assert.equal(metadata.direction, 'response')
  })

  test('changes a stream in its pieces and in its final items, and no piece goes out before', async () => {
    await using guard = await guarding(upper)
    const out = await guard.trial({ flow: 'response' }).stream([responsesStream()])
    assert.ok(Buffer.isBuffer(out))
    assert.equal(textOf(out, 'response.output_text.delta'), answerText.toUpperCase())
    assert.doesNotMatch(out.toString(), /the file is/)
    assert.match(out.toString(), /THE FILE IS/)
  })

  test('changes a stream of Chat Completions, which repeats nothing', async () => {
    await using guard = await guarding(upper)
    const out = await guard.trial({ flow: 'response' }, openaiChat).stream([chatStream('with-usage')])
    assert.ok(Buffer.isBuffer(out))
    assert.equal(chatTextOf(out), chatAnswerText.toUpperCase())
  })

  test('refuses a stream, of which no text has gone out', async () => {
    await using guard = await guarding(block)
    const stop = await guard.trial({ flow: 'response' }).stream([responsesStream()])
    assert.ok(isRefusal(stop))
    assert.equal(stop.code, 'guardrail_blocked')
    assert.equal(stop.intervention?.direction, 'RESPONSE')
  })

  test('keeps the arguments of a tool call JSON', async () => {
    await using guard = await guarding(upper)
    const out = await guard.trial({ flow: 'response' }).stream([responsesStream('tool-call')])
    assert.ok(Buffer.isBuffer(out))
    const args = textOf(out, 'response.function_call_arguments.delta')
    assert.equal(typeof JSON.parse(args), 'object')
    assert.match(args, /[A-Z]{4}/)
  })

  for (const [name, protocol, answer] of [
    [
      'Responses',
      openaiResponses,
      {
        id: 'resp_1',
        object: 'response',
        output: [
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi', annotations: [] }] },
        ],
      },
    ],
    [
      'Chat Completions',
      openaiChat,
      { id: 'c', choices: [{ index: 0, message: { role: 'assistant', content: 'hi' } }] },
    ],
  ] as const)
    test(`changes a plain answer (${name})`, async () => {
      await using guard = await guarding(upper)
      const out = await guard.trial({ flow: 'both' }, protocol).answer(answer)
      assert.deepEqual(out, JSON.parse(JSON.stringify(answer).replace('"hi"', '"HI"')))
    })
})

describe('webhook, when the service fails', () => {
  const failures: ReadonlyArray<readonly [string, Script]> = [
    ['is slow', () => {}],
    ['breaks off', (call) => void call.socket.destroy()],
    ['answers 500', (call) => respond(call, { status: 500, body: 'planted-answer' })],
    ['answers no JSON', (call) => respond(call, { body: '<html>planted-answer' })],
    ['answers too much', (call) => respond(call, { body: `"${'x'.repeat(1_500_000)}"` })],
    ['answers another action', replying(() => ({ action: 'maybe' }))],
    ['answers a field that is not in the contract', replying(() => ({ action: 'allow', texts: ['planted-answer'] }))],
    ['gives back too few texts', replying(() => ({ action: 'modify', texts: [] }))],
    ['gives back too many texts', replying(() => ({ action: 'modify', texts: ['a', 'planted-answer'] }))],
    ['gives back no texts', replying(() => ({ action: 'modify', texts: [null] }))],
    ['answers a list', replying(() => [{ action: 'allow' }])],
  ]

  for (const [what, script] of failures) {
    test(`${what}: the call is refused, and the log says nothing of texts`, async () => {
      await using guard = await guarding(script)
      const { stop, call } = await guard.request({ model: 'm', input: 'planted-text' }, { timeoutMs: 150 })
      assert.equal(stop?.code, 'policy_failed')
      assert.equal(call.x.verdicts[0]?.verdict, 'could-not-run')
      const [failure] = call.failures
      const told = failure?.error instanceof Error ? `${failure.error.stack}${failure.error.cause}` : ''
      assert.match(told, /ExternalFailure/)
      assert.doesNotMatch(`${told}${stop?.message}${JSON.stringify(call.x.verdicts)}`, /planted/)
    })

    test(`${what}: the call goes on as it came where the publisher wants it`, async () => {
      await using guard = await guarding(script)
      const { sent, call } = await guard.request(request, { timeoutMs: 150, onError: 'allow' })
      assert.deepEqual(sent, request)
      assert.equal(call.x.verdicts[0]?.verdict, 'could-not-run')
      assert.equal(call.failures.length, 1)
    })
  }

  test('a stream is refused, and nothing of it has gone out', async () => {
    await using guard = await guarding((call) => respond(call, { status: 500 }))
    const stop = await guard.trial({ flow: 'response' }).stream([responsesStream()])
    assert.ok(isRefusal(stop))
    assert.equal(stop.code, 'policy_failed')
  })

  for (const [name, protocol, stream, text, read] of [
    [
      'Responses',
      openaiResponses,
      responsesStream(),
      answerText,
      (out: Buffer) => textOf(out, 'response.output_text.delta'),
    ],
    ['Chat Completions', openaiChat, chatStream('with-usage'), chatAnswerText, chatTextOf],
  ] as const)
    test(`a stream loses nothing where failures are passed over, and its record says so (${name})`, async () => {
      await using guard = await guarding((call) => respond(call, { status: 500 }))
      const trial = guard.trial({ flow: 'response', onError: 'allow' }, protocol)
      const out = await trial.stream([stream])
      assert.ok(Buffer.isBuffer(out))
      assert.equal(read(out), text)
      assert.equal(trial.call.x.verdicts[0]?.verdict, 'could-not-run')
      assert.ok(trial.call.failures.length > 0)
    })
})

describe('webhook in a gateway', () => {
  test('is asked with a signature, and neither secret nor text is written down', async () => {
    using folder = temporaryFolder()
    await using guard = await guarding(upper)
    const serviceSecretsFile = join(folder.path, 'service-secrets.json')
    writeFileSync(serviceSecretsFile, JSON.stringify({ guard: { origin: guard.service.url, secret } }))
    const config = { url: `${guard.service.url}/check`, secret: 'guard', flow: 'both' }
    const policies = [attachment('webhook', { config })]
    await using tollgate = await startTestGateway({ serviceSecretsFile, rows: (url) => [testApi(url, { policies })] })
    tollgate.upstream.script = streaming([responsesStream()])
    const answer = await tollgate.call({
      method: 'POST',
      path: responsesPath,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', stream: true, input: 'planted-text' }),
    })
    assert.equal(textOf(answer.body, 'response.output_text.delta'), answerText.toUpperCase())
    assert.match((await tollgate.upstream.last.body).toString(), /PLANTED-TEXT/)
    const [asked] = guard.service.calls
    assert.ok(asked)
    const [, seconds, signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(asked.request.headers['x-tollgate-signature'])) ?? []
    const expected = createHmac('sha256', secret)
      .update(`${seconds}.${await asked.body}`)
      .digest('hex')
    assert.equal(signature, expected)
    assert.ok(Math.abs(Number(seconds) - Date.now() / 1_000) < 60)
    const [record] = await tollgate.recordCount(1)
    assert.deepEqual(
      record?.verdicts.map(({ policy, phase, verdict }) => [policy, phase, verdict]),
      [
        ['webhook', 'request', 'changed'],
        ['webhook', 'response', 'changed'],
      ],
    )
    assert.doesNotMatch(`${tollgate.logLines.join('')}${JSON.stringify(record)}`, /planted/i)
  })

  test('refuses in the dialect of the client, in one request, when the service is down', async () => {
    const service = await ScriptedUpstream.start()
    await service[Symbol.asyncDispose]()
    const policies = [attachment('webhook', { config: { url: service.url, secret: 'missing' } })]
    const open = [attachment('webhook', { config: { url: service.url }, onFailure: 'skip' })]
    await using tollgate = await startTestGateway({
      rows: (url) => [testApi(url, { policies }), testApi(url, { name: 'open', policies: open })],
    })
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'planted-text' }] })
    const headers = { 'content-type': 'application/json' }
    const refused = await tollgate.call({ method: 'POST', path: chatPath, headers, body })
    assert.ok(refused.status >= 400)
    assert.match(refused.text, /The rule webhook of this API could not be checked/)
    assert.equal(tollgate.upstream.calls.length, 0)
    const passed = await tollgate.call({ method: 'POST', path: chatPath.replace('/openai/', '/open/'), headers, body })
    assert.equal(passed.status, 200)
    assert.equal(tollgate.upstream.calls.length, 1)
    const log = tollgate.logLines.join('')
    assert.match(log, /This gateway has no service secret 'missing'/)
    assert.doesNotMatch(log, /planted-text/)
  })
})

test('webhook refuses a configuration that cannot work, or that would hold a secret', () => {
  const url = 'https://guard.example.com/check'
  assert.ok(webhook.config.safeParse({ url }).success)
  for (const config of [
    {},
    { url: 'ftp://guard.example.com' },
    { url: 'https://user:password@guard.example.com' },
    { url: 'guard.example.com' },
    { url, secret: 'Sk-Live-0123456789' },
    { url, timeoutMs: 60_000 },
    { url, trustedCertificates: 'none' },
    { url, words: 3 },
  ])
    assert.equal(webhook.config.safeParse(config).success, false, JSON.stringify(config))
})

/** The policy in front of a service on a real socket. */
async function guarding(script: Script) {
  const service = await ScriptedUpstream.start(script)
  const config = (changes: Json = {}): Json => ({ url: service.url, ...changes })
  const trial = (changes: Json, protocol: Protocol = openaiResponses) => {
    const tools = testTools()
    return { ...tryPolicies([{ policy: webhook, config: config(changes) }], { protocol, tools }), tools }
  }
  return {
    service,
    config,
    trial,
    async request(json: Json, changes: Json, protocol: Protocol = openaiResponses) {
      const { request: run, call } = trial(changes, protocol)
      const result = await run(json)
      const stop = isRefusal(result) ? result : undefined
      return { stop, sent: stop === undefined ? result : undefined, call }
    },
    async asked(): Promise<Asked> {
      return JSON.parse((await service.last.body).toString())
    },
    async askedTexts(): Promise<string[][]> {
      const bodies = await Promise.all(service.calls.map(({ body }) => body))
      return bodies.map((body) => (JSON.parse(body.toString()) as Asked).texts.map(({ text }) => text))
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

function replying(reply: (asked: Asked) => unknown): Script {
  return async (call) => respond(call, { body: JSON.stringify(reply(JSON.parse((await call.body).toString()))) })
}

function isRefusal(result: object): result is Refusal {
  return 'kind' in result && result.kind === 'refusal'
}

/** The pieces of a text, put together as an agent does. */
function textOf(stream: Buffer, type: string): string {
  return payloadsOf(stream)
    .map((json) => (json.type === type ? String(json.delta) : ''))
    .join('')
}

function chatTextOf(stream: Buffer): string {
  type Chunk = { choices?: Array<{ delta?: { content?: string | null } }> }
  return payloadsOf(stream)
    .map((json) => (json as Chunk).choices?.[0]?.delta?.content ?? '')
    .join('')
}

function payloadsOf(stream: Buffer): Json[] {
  return [...stream.toString().matchAll(/^data: (\{.*\})$/gm)].map(([, json = '{}']) => JSON.parse(json))
}

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text ?? '')
}
