import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { type Answer, FakeProvider } from '../fake-provider/fake-provider.ts'
import { byteByByte, cutAt, eventByEvent, whole } from '../fake-provider/pieces.ts'
import { respond } from '../fake-provider/reply.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { type CallAnswer, type CallOptions, call, callHttp2, sha256 } from '../harness/call.ts'
import { type RunningTollgate, startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

interface Case {
  readonly name: string
  readonly body: string | Uint8Array
  readonly answer?: Answer
  readonly headers?: Readonly<Record<string, string>>
  readonly chunkBytes?: number
}

const streamed = '{"model":"gpt-5.4","stream":true,"input":"hi"}'
/** What re-serialising would change: spaces, equal keys, a number beyond 2^53, escapes that need not be, a line separator. */
const awkward =
  '{ "model" : "gpt-5.4",\n\t"stream":true, "a":9007199254740993, "a":1e400, "b":"\\u00e9\\/é\u2028", "input":[] }'
/** Line ends, comments, fields and an event without an end as no writer of ours would make them. */
const oddStream =
  ': hello\r\n\r\nevent: response.created\r\ndata: {"type":"response.created","response":{"id":"r"}}\r\n\r\nid: 7\nretry: 10\n' +
  'data: {"x":1}\n\ndata: {"type":"response.completed",\ndata: "response":{"id":"r","usage":null}}\n\ndata: [DONE]\n\n: bye'

const sseHeaders = { 'content-type': 'text/event-stream' }
const megabyte = JSON.stringify({ model: 'gpt-5.4', stream: true, input: 'all work and no play '.repeat(50_000) })

const cases: readonly Case[] = [
  { name: 'a stream in one piece', body: streamed, answer: agentProvider({ pieces: whole }) },
  { name: 'a stream event by event', body: streamed, answer: agentProvider({ pieces: eventByEvent }) },
  { name: 'a stream byte by byte', body: streamed, answer: agentProvider({ pieces: byteByByte }) },
  { name: 'a stream cut in odd places', body: streamed, answer: agentProvider({ pieces: cutAt(1, 17, 1_003, 1_004) }) },
  { name: 'a plain answer', body: '{"model":"gpt-5.4","input":"hi"}' },
  { name: 'a body that a parser would change', body: awkward },
  {
    name: 'a stream that no writer of ours would make',
    body: streamed,
    answer: () => respond({ headers: sseHeaders, body: oddStream, framing: 'chunked', pieces: cutAt(5, 40) }),
  },
  { name: 'a megabyte', body: megabyte },
  { name: 'a megabyte in chunks', body: megabyte, chunkBytes: 10_007 },
  { name: 'a body compressed by zstd', body: zstdCompressSync(megabyte), headers: { 'content-encoding': 'zstd' } },
]

test('the bytes of an exchange without policies are the same at both ends', async (t) => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  let answer: Answer = agentProvider()
  await using provider = await FakeProvider.start({ answer: (request) => answer(request) })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  const doors = await doorsOf(tollgate)

  for (const { name, body, headers, chunkBytes, ...one } of cases)
    for (const [door, knock] of Object.entries(doors)) {
      if (door === 'h2' && chunkBytes !== undefined) continue
      await t.test(`${name}, by ${door}`, async () => {
        answer = one.answer ?? agentProvider()
        const got = await knock({
          body,
          headers: { apikey: CLIENT_KEY, 'content-type': 'application/json', ...headers },
          ...(chunkBytes === undefined ? {} : { chunkBytes }),
        })
        const served = provider.served.at(-1)
        assert.equal(got.status, 200, got.text.slice(0, 500))
        assert.equal(served?.request.bodySha256, sha256(Buffer.from(body)), 'the request body')
        assert.equal(sha256(got.body), sha256(served?.reply.body ?? Buffer.alloc(0)), 'the response body')
        assert.equal(served?.request.header('content-encoding'), headers?.['content-encoding'])
      })
    }

  await t.test('and every call is in the usage log, with what the provider says that it produced', async () => {
    await until('the usage records', async () => (await tollgate.usageRecords()).length === provider.served.length)
    const records = await tollgate.usageRecords()
    for (const [index, { reply, request }] of provider.served.entries()) {
      const { usage, outcome, requestBytes, responseBytes } = records[index] ?? assert.fail('no record')
      assert.equal(outcome, 'answered')
      assert.equal(requestBytes, request.body.length)
      assert.equal(usage.source, reply.usage === undefined ? 'estimate' : 'provider')
      if (reply.usage === undefined) continue
      assert.equal(responseBytes, reply.body?.length)
      const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
      assert.deepEqual({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }, reply.usage)
    }
    assert.deepEqual(provider.problems, [])
  })
})

type Knock = (options: CallOptions) => Promise<CallAnswer>

/** HTTP/1.1 with and without TLS, and HTTP/2. */
async function doorsOf(tollgate: RunningTollgate): Promise<Record<string, Knock>> {
  const trusted = await readFile(tollgate.certificateFile, 'utf8')
  const path = '/openaiapi/2.3.0/responses'
  return {
    http: (options) => call(`${tollgate.httpUrl}${path}`, options),
    https: (options) => call(`${tollgate.httpsUrl}${path}`, { ...options, trusted }),
    h2: (options) => callHttp2(`${tollgate.httpsUrl}${path}`, { ...options, trusted }),
  }
}
