import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { KeptRequest } from '@tollgate/contract/gateway-link'
import type { ApiRow } from '@tollgate/contract/snapshot'
import { attachment } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { clientKey, providerKey, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const address = 'jane@example.com'
const request = (text: string) => JSON.stringify({ model: 'gpt-5.4', input: text })
const masking = attachment('pii-mask', { config: { entities: ['email'] } })
const guard = attachment('regex', { config: { regex: 'forbidden', invert: true } })

describe('startGateway: requests that APIs keep', () => {
  let tollgate: TestGateway

  before(async () => {
    const api = (name: string, changes: Partial<ApiRow>) => (url: string) => testApi(url, { name, ...changes })
    const apis = [
      api('none', {}),
      api('whole', { payloadCapture: 'full' }),
      api('wholeread', { payloadCapture: 'full', policies: [masking, guard] }),
      api('left', { payloadCapture: 'redacted' }),
      api('leftread', { payloadCapture: 'redacted', policies: [masking, guard] }),
    ]
    tollgate = await startTestGateway({ rows: (url) => apis.map((make) => make(url)) })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    tollgate.control.kept.length = 0
    tollgate.control.keptStatus = 204
  })

  after(() => tollgate[Symbol.asyncDispose]())

  const call = (api: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    tollgate.call({ path: `/${api}/1.0/responses`, body, headers })
  /** What was kept once a last call was: they are handed over in order. */
  const keptBefore = async (): Promise<KeptRequest[]> => {
    const { headers } = await call('whole', request('the last one'))
    const { kept } = tollgate.control
    await until('the last one', () => kept.some(({ id }) => id === headers['x-request-id']))
    return kept.filter(({ id }) => id !== headers['x-request-id'])
  }
  const keptOf = async (api: string, body: string | Buffer, headers?: Record<string, string>) => {
    await call(api, body, headers)
    return await keptBefore()
  }

  it('none: nothing', async () => {
    assert.deepEqual(await keptOf('none', request('hi')), [])
  })

  it('full: the body as it came, with what is known of the call and none of its headers', async () => {
    const body = `{ "model": "gpt-5.4",\n"input": "Write to ${address}" }`
    const before = tollgate.records().length
    const kept = await keptOf('whole', body)
    const record = tollgate.records()[before]
    assert.deepEqual(kept, [
      {
        ...{ id: record?.id, apiId: 'api_whole', at: record?.at, operation: 'POST /responses' },
        ...{ protocol: 'openai-responses', agent: 'other', outcome: 'answered', capture: 'full', body },
      },
    ])
    for (const secret of [clientKey, providerKey]) assert.equal(JSON.stringify(kept).includes(secret), false)
  })

  it('full: as it came also where policies change or refuse it, and where it came compressed and is read', async () => {
    const masked = request(`Write to ${address}`)
    const compressed = request(`Compressed: ${address}`)
    const refused = request('forbidden')
    await call('wholeread', masked)
    await call('wholeread', gzipSync(compressed), { 'content-encoding': 'gzip' })
    assert.equal((await call('wholeread', refused)).status, 400)
    const kept = await keptBefore()
    assert.deepEqual(
      kept.map(({ body }) => body),
      [masked, compressed, refused],
    )
    assert.deepEqual(
      kept.map(({ outcome }) => outcome),
      ['answered', 'answered', 'refused'],
    )
  })

  it('redacted: the body as the provider got it, byte by byte', async () => {
    await call('leftread', request(`Write to ${address}`))
    const received = String(await tollgate.upstream.last.body)
    const [kept] = await keptBefore()
    assert.equal(kept?.capture, 'redacted')
    assert.equal(kept?.body, received)
    assert.equal(kept?.body.includes(address), false)
    const all = await keptOf('left', request('hi'))
    assert.equal(all.at(-1)?.body, request('hi'))
  })

  it('redacted: nothing of a call that was refused before anything left', async () => {
    assert.equal((await call('leftread', request(`forbidden for ${address}`))).status, 400)
    assert.deepEqual(await keptBefore(), [])
  })

  it('nothing of what nobody reads: compressed, long, or no text at all', async () => {
    const long = request('x'.repeat(100_000))
    for (const api of ['whole', 'left']) {
      assert.equal((await call(api, gzipSync(request('hi')), { 'content-encoding': 'gzip' })).status, 200)
      assert.equal((await call(api, long)).status, 200)
      await tollgate.call({ path: `/${api}/1.0/responses`, chunks: [] })
      assert.equal((await call(api, Buffer.from([0xff, 0xfe, 0x00]))).status, 200)
    }
    assert.deepEqual(await keptBefore(), [])
  })

  it('nothing of a body above 1 MiB, though policies read it; one of 1 MiB is kept', async () => {
    const frame = request('').length
    const fits = request('y'.repeat(1_048_576 - frame))
    assert.equal((await call('wholeread', request('y'.repeat(1_048_577 - frame)))).status, 200)
    assert.equal((await call('wholeread', fits)).status, 200)
    const kept = await keptBefore()
    assert.deepEqual(
      kept.map(({ body }) => body.length),
      [fits.length],
    )
  })

  it('no call waits for the control plane, and what it does not take at first comes later, once', async () => {
    tollgate.control.keptStatus = 503
    await call('whole', request('first'))
    await until('a hand-over that is refused', () => tollgate.control.keptAsked > 0)
    const answer = await call('whole', request('second'))
    assert.equal(answer.status, 200)
    assert.deepEqual(tollgate.control.kept, [])
    tollgate.control.keptStatus = 204
    assert.deepEqual(
      (await keptBefore()).map(({ body }) => body),
      [request('first'), request('second')],
    )
  })

  it('what the control plane will never take is let go, and said', async () => {
    tollgate.control.keptStatus = 400
    await call('whole', request('not wanted'))
    await until('the line of the log', () => tollgate.logLines.some((line) => line.includes('does not take requests')))
    tollgate.control.keptStatus = 204
    assert.deepEqual(await keptBefore(), [])
  })
})
