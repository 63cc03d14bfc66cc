import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { echo } from './gateway.upstream-faults.corpus.ts'
import { head, raw } from './testing/fault-scripts.ts'
import { respond, ScriptedUpstream } from './testing/scripted-upstream.ts'
import { responsesStream, streaming } from './testing/test-answers.ts'
import { providerKey, startTestGateway, type TestGateway } from './testing/test-gateway.ts'

const json = { 'content-type': 'application/json' }

describe('startGateway: providers that answer', () => {
  let tollgate: TestGateway
  let elsewhere: ScriptedUpstream

  before(async () => {
    elsewhere = await ScriptedUpstream.start()
    tollgate = await startTestGateway()
  })

  after(async () => {
    await tollgate[Symbol.asyncDispose]()
    await elsewhere[Symbol.asyncDispose]()
  })

  const post = (originator: string) =>
    tollgate.call({ path: '/openai/1.0/responses', body: '{"model":"m","stream":true}', headers: { originator } })

  async function assertNextIsClean(): Promise<void> {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed","mine":true}' })
    assert.equal((await post('other')).text, '{"status":"completed","mine":true}')
  }

  describe('with errors that are the client’s business', () => {
    const passing: ReadonlyArray<readonly [status: number, headers: Record<string, string>, body: string]> = [
      [400, {}, '{"error":{"message":"Unknown parameter.","code":"unknown_parameter"}}'],
      [429, { 'retry-after': '3' }, '{"error":{"message":"Slow down.","type":"rate_limit_exceeded"}}'],
      [500, {}, '{"error":{"message":"The server had an error."}}'],
      [502, { 'content-type': 'text/html' }, '<html>bad gateway</html>'],
      [503, { 'retry-after': '7' }, '{"error":{"code":"server_is_overloaded"}}'],
      [529, {}, '{"error":{"message":"Overloaded."}}'],
    ]
    for (const [status, headers, body] of passing) {
      it(`${status} goes on as it is`, async () => {
        tollgate.upstream.script = (call) => respond(call, { status, headers, body })
        for (const originator of ['other', 'codex_exec']) {
          const before = tollgate.records().length
          const answer = await post(originator)
          assert.equal(answer.status, status)
          assert.equal(answer.text, body)
          assert.equal(answer.headers['retry-after'], headers['retry-after'])
          const records = tollgate.records().slice(before)
          assert.deepEqual(
            records.map(({ outcome, status: noted, usage }) => [outcome, noted, usage.source]),
            [['failed', status, 'none']],
          )
        }
      })
    }

    it('404 and 422 are told to Codex in one sentence, and to others as they are', async () => {
      for (const status of [404, 422]) {
        tollgate.upstream.script = (call) => respond(call, { status, body: '{"error":{"message":"No such thing."}}' })
        assert.equal((await post('other')).status, status)
        const answer = await post('codex_exec')
        assert.deepEqual(
          [answer.status, (answer.json() as { error: { message: string } }).error.message],
          [400, 'No such thing.'],
        )
      }
    })

    it('429 with a long wait is told to Codex with its end', async () => {
      tollgate.upstream.script = (call) =>
        respond(call, { status: 429, headers: { 'retry-after': '3600' }, body: '{"error":{"message":"Slow down."}}' })
      const answer = await post('codex_exec')
      assert.equal((answer.json() as { error: { type: string } }).error.type, 'usage_limit_reached')
      assert.match(String(answer.headers['x-codex-promo-message']), /Slow down/)
      assert.equal((await post('other')).headers['retry-after'], '3600')
    })

    it('never carry our credential, in their body or in their headers', async () => {
      for (const status of [400, 404, 429, 500]) {
        tollgate.upstream.script = (call) =>
          respond(call, { status, body: echo, headers: { 'x-debug-authorization': `Bearer ${providerKey}` } })
        for (const originator of ['other', 'codex_exec']) {
          const answer = await post(originator)
          assert.ok(
            !`${answer.text}${JSON.stringify(answer.rawHeaders)}`.includes(providerKey),
            `${status} ${originator}`,
          )
        }
      }
    })
  })

  describe('in ways that do no harm', () => {
    it('informational answers are passed over', async () => {
      tollgate.upstream.script = async (call) => {
        await call.body
        call.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n')
        call.socket.write('HTTP/1.1 102 Processing\r\n\r\n')
        await respond(call, { body: '{"status":"completed"}' })
      }
      const answer = await post('other')
      assert.deepEqual([answer.status, answer.text, answer.headers.link], [200, '{"status":"completed"}', undefined])
    })

    it('a second answer that nobody asked for is given to nobody', async () => {
      for (let round = 0; round < 20; round++) {
        tollgate.upstream.script = raw(
          `${head(200, { ...json, 'content-length': '2' })}{}${head(200, { ...json, 'content-length': '12' })}{"evil":true}`,
        )
        await post('other')
        await assertNextIsClean()
      }
    })

    it('an answer that is longer than it says is cut, and its rest is given to nobody', async () => {
      for (let round = 0; round < 20; round++) {
        tollgate.upstream.script = raw(
          `${head(200, { ...json, 'content-length': '22' })}{"status":"completed"}{"evil":true}`,
        )
        assert.equal((await post('other')).text, '{"status":"completed"}')
        await assertNextIsClean()
      }
    })

    it('a connection that the provider closes while it is idle is not used again', async () => {
      for (let round = 0; round < 20; round++) {
        await assertNextIsClean()
        tollgate.upstream.last.socket.destroy()
        await sleep(5)
      }
      await assertNextIsClean()
    })

    it('bytes that are no UTF-8, a hundred thousand empty events and comments pass as they are', async () => {
      const bytes = Buffer.concat([
        Buffer.from('data: {"type":"x","delta":"\xff\xfe"}\n\n', 'latin1'),
        Buffer.from('\n\n: c\n\n'.repeat(100_000)),
        responsesStream(),
      ])
      tollgate.upstream.script = streaming([bytes])
      assert.ok((await post('codex_exec')).body.equals(bytes))
    })

    it('a redirect is not followed', async () => {
      tollgate.upstream.script = (call) =>
        respond(call, { status: 302, headers: { location: `${elsewhere.url}/steal` } })
      const answer = await post('other')
      assert.equal(answer.status, 502)
      assert.equal(answer.headers.location, undefined)
      assert.equal(elsewhere.calls.length, 0)
    })
  })
})
