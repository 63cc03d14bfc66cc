import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { faults, streamFaults } from './gateway.upstream-faults.corpus.ts'
import type { ClientAnswer } from './testing/client.ts'
import { streamThen } from './testing/fault-scripts.ts'
import { type FullBacklog, startFullBacklog } from './testing/full-backlog.ts'
import { beginStream, chunk, respond, writeChunk } from './testing/scripted-upstream.ts'
import { chatStream, eventsOf, responsesStream } from './testing/test-answers.ts'
import { providerKey, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const timeouts = { connectMs: 300, headersMs: 400, idleMs: 400, totalMs: 60_000 }
const stream = responsesStream()
const events = eventsOf(stream)
const mebibyte = 1_048_576

describe('startGateway: providers that fail', () => {
  let tollgate: TestGateway
  let backlog: FullBacklog
  let closedPort: number

  before(async () => {
    backlog = await startFullBacklog()
    closedPort = await findClosedPort()
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url, {}, { timeouts }),
        testApi(`http://127.0.0.1:${closedPort}`, { name: 'refused' }, { timeouts }),
        testApi(backlog.url, { name: 'full' }, { timeouts }),
        testApi('http://no-such-host.invalid', { name: 'nohost' }, { timeouts }),
        testApi(url.replace('http:', 'https:'), { name: 'notls' }, { timeouts }),
      ],
    })
  })

  after(async () => {
    await tollgate[Symbol.asyncDispose]()
    await backlog[Symbol.asyncDispose]()
  })

  const post = (originator: string, api = 'openai') =>
    tollgate.call({ path: `/${api}/1.0/responses`, body: '{"model":"m","stream":true}', headers: { originator } })

  /** What holds for every failed call: nothing of ours or of the provider's whereabouts at the client, one record. */
  function assertFailed(answer: ClientAnswer): UsageRecord {
    const all = `${answer.text}${JSON.stringify(answer.rawHeaders)}`
    assert.ok(!all.includes(providerKey), 'the provider’s key reached the client')
    assert.doesNotMatch(all, /127\.0\.0\.1|ECONN|UND_ERR|HPE_|no-such-host/)
    const [record, ...others] = tollgate.records().filter(({ id }) => id === answer.headers['x-request-id'])
    assert.ok(record)
    assert.equal(others.length, 0)
    assert.equal(record.attempts.length, 1)
    assert.notEqual(record.attempts[0]?.failure, null)
    return record
  }

  async function assertNextIsClean(): Promise<void> {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed","mine":true}' })
    assert.equal((await post('other')).text, '{"status":"completed","mine":true}')
  }

  for (const { name, script, expect, code } of faults) {
    it(`one that ${name} becomes one clear error`, async () => {
      tollgate.upstream.script = script
      const started = performance.now()
      const answers = await Promise.all(['other', 'codex_exec'].map((originator) => post(originator)))
      assert.ok(performance.now() - started < 2_500, `${performance.now() - started} ms`)
      for (const [index, answer] of answers.entries()) {
        assert.equal(answer.status, expect[index], answer.text)
        const { error } = answer.json() as { error: { code: string; message: string } }
        assert.equal(error.code, answer.status === 400 ? 'invalid_prompt' : code)
        assert.match(error.message, /^[A-Z][^{}<>]+\.$/)
        const { outcome, refusal, usage } = assertFailed(answer)
        assert.deepEqual([outcome, refusal?.code, usage.source], ['failed', code, 'none'])
      }
      await assertNextIsClean()
    })
  }

  for (const { name, script, passed, message } of streamFaults) {
    it(`a stream that ${name} ends with the dialect’s failure`, async () => {
      tollgate.upstream.script = script
      const answer = await post('codex_exec')
      assert.equal(answer.status, 200)
      assert.ok(answer.body.subarray(0, passed.length).equals(passed))
      const [last, ...others] = eventsOf(answer.body.subarray(passed.length))
      assert.equal(others.length, 0, answer.text)
      const failed = JSON.parse(String(last).replace(/^event: response\.failed\ndata: /, ''))
      assert.equal(failed.type, 'response.failed')
      assert.equal(failed.response.error.code, 'server_error')
      assert.match(failed.response.error.message, message)
      const { outcome, usage } = assertFailed(answer)
      assert.deepEqual([outcome, usage.source], ['failed', 'estimate'])
      await assertNextIsClean()
    })
  }

  const unreachable: ReadonlyArray<readonly [api: string, name: string]> = [
    ['refused', 'refuses the connection'],
    ['full', 'takes no connection'],
    ['nohost', 'has a name that nobody knows'],
    ['notls', 'does not speak TLS where it should'],
  ]
  for (const [api, name] of unreachable) {
    it(`one that ${name} is unreachable`, async () => {
      const started = performance.now()
      const answer = await post('other', api)
      assert.ok(performance.now() - started < 2_500)
      assert.equal(answer.status, 502)
      assert.equal(assertFailed(answer).refusal?.code, 'provider_unreachable')
    })
  }

  it('a stream that falls silent behind its terminal event ends in good order', async () => {
    const before = tollgate.records().length
    tollgate.upstream.script = streamThen([stream], 'keep')
    const answer = await post('codex_exec')
    assert.ok(answer.body.equals(stream))
    const [record, ...others] = tollgate.records().slice(before)
    assert.deepEqual([record?.outcome, record?.usage.outputTokens, others.length], ['answered', 14, 0])
  })

  it('a stream that breaks behind its terminal event ends in good order', async () => {
    for (const ending of ['close', 'reset'] as const) {
      tollgate.upstream.script = streamThen([stream], ending)
      assert.ok((await post('codex_exec')).body.equals(stream))
    }
  })

  it('a stream with an event that never ends is cut at the bound', async () => {
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, events[0] ?? '')
      const piece = chunk(Buffer.alloc(mebibyte, 'x'))
      for (let count = 0; count < 40 && !call.socket.destroyed; count++) {
        if (!call.socket.write(piece))
          await new Promise((resolve) => call.socket.once('drain', resolve).once('close', resolve))
      }
    }
    const answer = await post('codex_exec')
    assert.ok(answer.body.length < 10_000)
    assert.match(answer.text, /event: response\.failed/)
    assert.equal(tollgate.records().at(-1)?.refusal?.code, 'provider_unreadable')
  })

  it('a chat stream that is cut ends with an error and [DONE], which its clients read', async () => {
    const cut = chatStream('with-usage').subarray(0, 700)
    tollgate.upstream.script = streamThen([cut], 'close')
    const answer = await tollgate.call({ path: '/openai/1.0/chat/completions', body: '{"model":"m","stream":true}' })
    const tail = eventsOf(answer.body).slice(-2).map(String)
    assert.match(tail[0] ?? '', /^data: \{"error":\{"message":"The provider broke off/)
    assert.equal(tail[1], 'data: [DONE]\n\n')
  })
})

async function findClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 1
}
