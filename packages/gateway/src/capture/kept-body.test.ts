import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptBodyBytesMax } from '@tollgate/contract/gateway-link'
import { apiRowSchema, type PayloadCapture } from '@tollgate/contract/snapshot'
import { apiRow } from '../testing/rows.ts'
import { compiledApi, testExchange } from '../testing/test-exchange.ts'
import type { RequestBody } from '../upstream/upstream.ts'
import { keptBody, noteReceived } from './kept-body.ts'

const came = Buffer.from('{"input":"came"}')
const sent: RequestBody = { kind: 'bytes', bytes: Buffer.from('{"input":"sent"}') }

function exchangeOf(payloadCapture: PayloadCapture, { isSent = true } = {}) {
  const x = testExchange(compiledApi([], { payloadCapture }))
  noteReceived(x, came)
  const attempt = { endpoint: 'ep', status: 200, startedAt: 1, headMs: 1, totalMs: 1 }
  if (isSent) x.attempts.push({ ...attempt, failure: null, upstreamRequestId: null })
  return x
}

test('keptBody is what came, what left, or nothing, as the API says', () => {
  const kept = (capture: PayloadCapture, isSent?: boolean) =>
    keptBody(exchangeOf(capture, { isSent: isSent ?? true }), sent)?.toString() ?? null
  assert.equal(kept('none'), null)
  assert.equal(kept('full'), '{"input":"came"}')
  assert.equal(kept('full', false), '{"input":"came"}')
  assert.equal(kept('redacted'), '{"input":"sent"}')
  assert.equal(kept('redacted', false), null)
})

test('keptBody is nothing where the body passed by, and what came is not held where nobody keeps it', () => {
  assert.equal(keptBody(exchangeOf('redacted'), { kind: 'none' }), null)
  for (const capture of ['none', 'redacted'] as const) assert.equal(exchangeOf(capture).received, null)
})

test('keptBody is nothing where the body is longer than what is kept', () => {
  const long = Buffer.alloc(keptBodyBytesMax + 1, 0x20)
  const whole = testExchange(compiledApi([], { payloadCapture: 'full' }))
  noteReceived(whole, long)
  assert.equal(keptBody(whole, sent), null)
  assert.equal(keptBody(exchangeOf('redacted'), { kind: 'bytes', bytes: long }), null)
})

test('an API of a copy from before keeps nothing', () => {
  const { payloadCapture, ...older } = apiRow('older')
  assert.equal(payloadCapture, 'none')
  assert.equal(apiRowSchema.parse(older).payloadCapture, 'none')
})
