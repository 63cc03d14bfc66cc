import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ExternalClient } from '../../external/external-services.ts'
import { UndiciOutbound } from '../../external/undici-outbound.ts'
import type { Refusal } from '../../pipeline/refusal.ts'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../../protocols/protocol.ts'
import { testTools } from '../../testing/policy-tools.ts'
import { attachment } from '../../testing/rows.ts'
import { respond, type Script, ScriptedUpstream } from '../../testing/scripted-upstream.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { chatStream, responsesStream } from '../../testing/test-answers.ts'
import { responsesPath, startTestGateway, testApi } from '../../testing/test-gateway.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { openaiModeration } from './openai-moderation.ts'
import { moderationCategories } from './schema.ts'

type Json = Record<string, unknown>

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const [readmeRequest, readmeAsked] = blocks('json').map((text) => JSON.parse(text))
const key = 'sk-planted-moderation-key'
const harmful = 'planted-harm'
const request = (text: string) => ({ model: 'm', input: text })

describe("the README's example", () => {
  test('is a configuration that the policy understands', () => {
    const [yaml = ''] = blocks('yaml')
    const fields = [...yaml.matchAll(/^ {6}(\w+): (.+)$/gm)].map(([, field = '', value = '']) => [field, value])
    const categories = [...yaml.matchAll(/^ {8}([\w/-]+): (.+)$/gm)].map(([, name = '', score]) => [
      name,
      Number(score),
    ])
    const config = { ...Object.fromEntries(fields), categories: Object.fromEntries(categories) }
    assert.deepEqual(config, {
      secret: 'moderation',
      flow: 'both',
      categories: { violence: 0.7, 'self-harm/intent': 0.2 },
    })
    assert.ok(openaiModeration.config.safeParse(config).success)
    for (const category of moderationCategories) assert.ok(readme.includes(`\`${category}\``), category)
  })

  test('makes the call that the README says, with the key', async () => {
    await using service = await moderating()
    const { sent } = await service.request(readmeRequest, {}, openaiChat)
    assert.deepEqual(sent, readmeRequest)
    assert.deepEqual(await service.inputs(), [readmeAsked.input])
    const { request: asked, body } = service.upstream.last
    assert.deepEqual(JSON.parse((await body).toString()), readmeAsked)
    assert.equal(asked.url, '/v1/moderations')
    assert.equal(asked.headers.authorization, `Bearer ${key}`)
  })

  test('says what the README says', async () => {
    await using service = await moderating()
    const { stop } = await service.request(request(harmful), {})
    assert.ok(readme.replace(/\s+/g, ' ').includes(`_${stop?.message}_`), stop?.message)
  })
})

describe('openaiModeration', () => {
  for (const [name, protocol, json] of [
    ['Responses', openaiResponses, request(harmful)],
    ['Chat Completions', openaiChat, { model: 'm', messages: [{ role: 'user', content: harmful }] }],
  ] as const)
    test(`refuses what the service flags, and names the categories (${name})`, async () => {
      await using service = await moderating()
      const { stop, call } = await service.request(json, { showAssessment: true }, protocol)
      assert.equal(stop?.code, 'guardrail_blocked')
      assert.deepEqual(stop?.intervention, {
        name: 'openai-moderation',
        type: 'OPENAI_MODERATION_GUARDRAIL',
        direction: 'REQUEST',
        reason: 'The moderation found violence.',
        assessments: { categories: [{ category: 'violence', score: 0.8, threshold: null }] },
      })
      assert.deepEqual(call.x.verdicts[0]?.found, { violence: 1 })
      assert.doesNotMatch(`${stop?.message}${JSON.stringify(call.x.verdicts)}`, /planted/)
    })

  test('goes by the scores of the categories that are named, and by no other', async () => {
    await using service = await moderating()
    const judge = async (text: string, categories: Json) => (await service.request(request(text), { categories })).stop
    assert.ok(await judge(harmful, { violence: 0.8 }))
    assert.equal(await judge(harmful, { violence: 0.81 }), undefined)
    assert.equal(await judge(harmful, { hate: 0.5 }), undefined)
    assert.ok(await judge('harmless', { hate: 0.1 }))
  })

  test('sends long texts in pieces that overlap, and many in several calls', async () => {
    await using service = await moderating()
    const text = Array.from({ length: 30_000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join('')
    await service.request(request(text), {})
    const [pieces = []] = await service.inputs()
    assert.deepEqual(
      pieces.map(({ length }) => length),
      [8_000, 8_000, 8_000, 6_600],
    )
    assert.equal(pieces.map((piece, index) => piece.slice(index === 0 ? 0 : 200)).join(''), text)
    const messages = Array.from({ length: 70 }, (_, index) => ({ role: 'user', content: `text ${index}` }))
    await service.request({ model: 'm', messages }, {}, openaiChat)
    assert.deepEqual(
      (await service.inputs()).slice(1).map(({ length }) => length),
      [32, 32, 6],
    )
  })

  test('finds harm at the end of a long text', async () => {
    await using service = await moderating()
    assert.ok((await service.request(request(`${'word '.repeat(60_000)}${harmful}`), {})).stop)
  })

  for (const [name, protocol, stream] of [
    ['Responses', openaiResponses, responsesStream()],
    ['Chat Completions', openaiChat, chatStream('with-usage')],
  ] as const) {
    test(`lets the text of a stream pass, asked once (${name})`, async () => {
      await using service = await moderating()
      const out = await service.trial({ flow: 'response' }, protocol).stream([stream])
      assert.ok(Buffer.isBuffer(out))
      assert.equal((await service.inputs()).length, 1)
    })

    test(`refuses a stream, of which no text has gone out (${name})`, async () => {
      await using service = await moderating(/Gott/)
      const stop = await service.trial({ flow: 'response' }, protocol).stream([stream])
      assert.ok(isRefusal(stop))
      assert.equal(stop.intervention?.direction, 'RESPONSE')
      assert.equal(stop.intervention?.reason, 'The moderation found violence.')
    })
  }

  test('refuses a plain answer', async () => {
    await using service = await moderating()
    const message = { role: 'assistant', content: harmful }
    const stop = await service.trial({ flow: 'both' }, openaiChat).answer({ id: 'c', choices: [{ index: 0, message }] })
    assert.ok(isRefusal(stop))
  })
})

describe('openaiModeration, when the service fails', () => {
  const failures: ReadonlyArray<readonly [string, Script, Json?]> = [
    ['is slow', () => {}],
    ['answers 500', (call) => respond(call, { status: 500, body: harmful })],
    [
      'does not take the key',
      (call) => respond(call, { status: 401, body: `{"error":{"message":"Incorrect API key: ${key}"}}` }),
    ],
    ['answers no JSON', (call) => respond(call, { body: `<html>${harmful}` })],
    ['answers something else', (call) => respond(call, { body: '{"choices":[]}' })],
    ['gives too few results', (call) => respond(call, { body: '{"results":[]}' })],
    [
      'does not know a category',
      (call) => respond(call, { body: JSON.stringify({ results: [result(false, { violence: 0 })] }) }),
      { categories: { illicit: 0.5 } },
    ],
  ]

  for (const [what, script, config] of failures) {
    test(`${what}: the call is refused, and neither key nor text is told`, async () => {
      await using service = await moderating(script)
      const { stop, call } = await service.request(request(harmful), { timeoutMs: 150, ...config })
      assert.equal(stop?.code, 'policy_failed')
      assert.equal(call.x.verdicts[0]?.verdict, 'could-not-run')
      const [failure] = call.failures
      assert.ok(failure?.error instanceof Error)
      assert.doesNotMatch(`${failure.error.stack}${failure.error.cause}${stop?.message}`, /planted/)
    })

    test(`${what}: the call goes on with passthroughOnError`, async () => {
      await using service = await moderating(script)
      const { sent, call } = await service.request(request('hi'), {
        timeoutMs: 150,
        passthroughOnError: true,
        ...config,
      })
      assert.deepEqual(sent, request('hi'))
      assert.equal(call.x.verdicts[0]?.verdict, 'could-not-run')
    })
  }

  test("an attachment's onFailure goes before passthroughOnError", async () => {
    using folder = temporaryFolder()
    await using service = await moderating((call) => respond(call, { status: 500, body: `${key} ${harmful}` }))
    const serviceSecretsFile = join(folder.path, 'service-secrets.json')
    writeFileSync(serviceSecretsFile, JSON.stringify({ moderation: { origin: service.upstream.url, secret: key } }))
    const config = { ...service.config({}), passthroughOnError: true }
    const policies = [attachment('openai-moderation', { config, onFailure: 'reject' })]
    await using tollgate = await startTestGateway({ serviceSecretsFile, rows: (url) => [testApi(url, { policies })] })
    const headers = { 'content-type': 'application/json', originator: 'codex_cli_rs' }
    const body = JSON.stringify(request(harmful))
    const answer = await tollgate.call({ method: 'POST', path: responsesPath, headers, body })
    assert.match(answer.text, /could not be checked/)
    assert.equal(tollgate.upstream.calls.length, 0)
    assert.equal(service.upstream.last.request.headers.authorization, `Bearer ${key}`)
    const [record] = await tollgate.recordCount(1)
    assert.equal(record?.verdicts[0]?.verdict, 'could-not-run')
    assert.doesNotMatch(`${tollgate.logLines.join('')}${JSON.stringify(record)}${answer.text}`, /planted/)
  })
})

test('openaiModeration refuses a configuration without a secret, or with one in it', () => {
  assert.ok(openaiModeration.config.safeParse({ secret: 'moderation' }).success)
  for (const config of [
    {},
    { secret: 'sk-Proj-ABCDEF' },
    { secret: 'a', categories: {} },
    { secret: 'a', categories: { rudeness: 0.5 } },
    { secret: 'a', categories: { hate: 2 } },
    { secret: 'a', baseUrl: 'api.openai.com' },
    { secret: 'a', apiKey: 'sk-1' },
  ])
    assert.equal(openaiModeration.config.safeParse(config).success, false, JSON.stringify(config))
})

/** A moderation on a real socket, which flags what has the harmful text in it. */
async function moderating(script: Script | RegExp = /planted-harm/) {
  const upstream = await ScriptedUpstream.start(script instanceof RegExp ? flagging(script) : script)
  const outbound = new UndiciOutbound({ allowPrivate: true })
  const external = new ExternalClient({
    outbound,
    secrets: { find: (name) => (name === 'moderation' ? { origin: upstream.url, secret: key } : undefined) },
    log: { called: () => {}, breakerOpened: () => {}, breakerClosed: () => {} },
    now: Date.now,
  })
  const config = (changes: Json): Json => ({ secret: 'moderation', baseUrl: `${upstream.url}/v1/`, ...changes })
  const trial = (changes: Json, protocol: Protocol = openaiResponses) =>
    tryPolicies([{ policy: openaiModeration, config: config(changes) }], { protocol, tools: testTools({ external }) })
  return {
    upstream,
    config,
    trial,
    async request(json: Json, changes: Json, protocol: Protocol = openaiResponses) {
      const { request: run, call } = trial(changes, protocol)
      const done = await run(json)
      const stop = isRefusal(done) ? done : undefined
      return { stop, sent: stop === undefined ? done : undefined, call }
    },
    async inputs(): Promise<string[][]> {
      const bodies = await Promise.all(upstream.calls.map(({ body }) => body))
      return bodies.map((body) => JSON.parse(body.toString()).input)
    },
    async [Symbol.asyncDispose]() {
      await outbound.close()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

function flagging(pattern: RegExp): Script {
  return async (call) => {
    const { input } = JSON.parse((await call.body).toString()) as { input: string[] }
    const results = input.map((text) =>
      result(pattern.test(text), { violence: pattern.test(text) ? 0.8 : 0.01, hate: 0.1 }),
    )
    await respond(call, { body: JSON.stringify({ id: 'modr-1', model: 'omni-moderation-latest', results }) })
  }
}

function result(flagged: boolean, scores: Record<string, number>): Json {
  return { flagged, categories: { violence: flagged, hate: false }, category_scores: scores }
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal'
}

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text ?? '')
}
