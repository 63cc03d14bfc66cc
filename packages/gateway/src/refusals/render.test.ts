import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ErrorCode, errorTable } from '@tollgate/contract/errors'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import type { ClientKind } from './client-kind.ts'
import { type RenderedRefusal, renderRefusal } from './render.ts'

/**
 * What each code becomes: the status for other clients of the dialect, and for Codex (reference: docs/reference/errors.md). 400 means
 * that Codex shows the sentence after one request; the others are those that it handles well, or that a retry can help.
 */
const statuses: Readonly<Record<ErrorCode, readonly [other: number, codex: number]>> = {
  missing_key: [401, 401],
  invalid_key: [401, 401],
  expired_key: [401, 401],
  revoked_key: [401, 401],
  suspended_key: [401, 401],
  not_subscribed: [403, 400],
  subscription_blocked: [403, 400],
  key_not_allowed: [403, 400],
  denied: [403, 400],
  api_blocked: [403, 400],
  endpoint_missing: [403, 400],
  model_not_allowed: [403, 400],
  api_not_found: [404, 400],
  operation_not_found: [404, 404],
  malformed_request: [400, 400],
  method_not_allowed: [405, 405],
  body_too_large: [413, 400],
  body_unreadable: [400, 400],
  encoding_unsupported: [415, 400],
  expectation_failed: [417, 417],
  websocket_off: [426, 426],
  transfer_encoding_unsupported: [501, 501],
  version_unsupported: [505, 505],
  guardrail_blocked: [400, 400],
  policy_failed: [503, 400],
  quota_exceeded: [429, 429],
  throttled: [429, 429],
  provider_throttled: [429, 429],
  provider_unreachable: [502, 502],
  provider_timeout: [504, 504],
  provider_credential_refused: [502, 400],
  provider_refused: [400, 400],
  provider_unreadable: [502, 400],
  provider_stream_cut: [502, 502],
  store_unavailable: [503, 503],
  draining: [503, 503],
  internal: [500, 400],
}

/** Codex sends these again five times, or waits without an end, and hides the sentence. */
const neverToCodex = [403, 413, 415, 422, 446, 451]
const codes = Object.keys(errorTable) as ErrorCode[]
const clients: readonly ClientKind[] = ['codex', 'other']
const nasty = 'No “quotes”: "a" \'b\' \\ line\nbreak\r\nx-evil: 1 ü 🚀 \ud800 \u2028 end.'

interface ErrorBody {
  readonly error: { message: string; type: string; param: null; code: string; resets_at?: number }
}

describe('renderRefusal', () => {
  it('knows every code of the table', () => {
    assert.deepEqual(Object.keys(statuses).sort(), [...codes].sort())
  })

  for (const code of codes) {
    for (const client of clients) {
      it(`renders ${code} for ${client}`, () => {
        const rendered = render(refuse(code, 'One sentence.'), client)
        const { error } = bodyOf(rendered)
        assert.equal(rendered.status, statuses[code][client === 'codex' ? 1 : 0])
        assert.equal(error.message, 'One sentence.')
        assert.equal(error.param, null)
        assertSound(rendered)
        if (client !== 'codex') return
        assert.ok(!neverToCodex.includes(rendered.status) && (rendered.status < 300 || rendered.status > 399))
        // Codex shows the sentence alone for a 400 with this code only, and 5xx and 429 only make sense where a retry does.
        if (rendered.status === 400) assert.equal(error.code, 'invalid_prompt')
        if (rendered.status >= 500 && rendered.status !== 501 && rendered.status !== 505)
          assert.ok(errorTable[code].retryable)
      })

      it(`renders ${code} for ${client} as the incumbent does`, () => {
        const { wso2 } = errorTable[code]
        const rendered = render(refuse(code, 'One sentence.', { policy: 'pii-mask' }), client, 'wso2')
        const body = JSON.parse(rendered.body.toString())
        assert.equal(rendered.status, wso2.status)
        assert.equal(body.code, wso2.code)
        assert.ok(JSON.stringify(body).includes('"One sentence."'))
        assertSound(rendered)
      })
    }
  }

  it('uses the sentence of the table where a refusal brings none', () => {
    for (const code of codes)
      assert.equal(bodyOf(render(refuse(code), 'other')).error.message, errorTable[code].message)
  })

  it('keeps messages whole in the body and out of the way of headers', () => {
    for (const code of codes) {
      for (const client of clients) {
        for (const errorFormat of ['auto', 'openai', 'wso2'] as const) {
          const rendered = render(
            refuse(code, nasty, { policy: 'a"b', retryAfterSeconds: 5, resetsAt: 1_800_000_000 }),
            client,
            errorFormat,
          )
          assertSound(rendered)
          // A half surrogate becomes an escape in JSON, and the same half again when it is read.
          const isThere = stringsOf(JSON.parse(rendered.body.toString())).some((text) => text.startsWith(nasty))
          assert.ok(isThere, `${code} ${client} ${errorFormat}`)
        }
      }
    }
  })

  it('gives the codes that OpenAI’s clients know', () => {
    assert.equal(bodyOf(render(refuse('invalid_key'), 'other')).error.code, 'invalid_api_key')
    assert.equal(bodyOf(render(refuse('throttled'), 'other')).error.type, 'rate_limit_error')
    assert.equal(bodyOf(render(refuse('provider_timeout'), 'other')).error.type, 'server_error')
    assert.equal(bodyOf(render(refuse('not_subscribed'), 'other')).error.code, 'not_subscribed')
    assert.equal(bodyOf(render(refuse('guardrail_blocked'), 'other')).error.code, 'invalid_prompt')
  })

  it('says on every 401 which scheme it wants', () => {
    assert.equal(headerOf(render(refuse('missing_key'), 'other'), 'www-authenticate'), 'Bearer realm="tollgate"')
    assert.equal(headerOf(render(refuse('not_subscribed'), 'other'), 'www-authenticate'), undefined)
  })

  it('tells SDKs not to try again where that cannot help', () => {
    assert.equal(headerOf(render(refuse('not_subscribed'), 'other'), 'x-should-retry'), 'false')
    assert.equal(headerOf(render(refuse('throttled'), 'other'), 'x-should-retry'), undefined)
  })
})

describe('renderRefusal: a quota that is used up', () => {
  const refusal = refuse('quota_exceeded', 'Plan ‘Gold’: all 10 requests per minute are used up.', {
    retryAfterSeconds: 42,
    resetsAt: 1_763_842_440,
  })

  for (const client of clients) {
    it(`brings our sentence and the reset time to ${client}`, () => {
      const rendered = render(refusal, client)
      const { error } = bodyOf(rendered)
      assert.equal(error.type, 'usage_limit_reached')
      assert.equal(error.resets_at, 1_763_842_440)
      assert.equal(headerOf(rendered, 'retry-after'), '42')
      // Codex goes on behind it, so the full stop is gone.
      assert.equal(headerOf(rendered, 'x-codex-promo-message'), "Plan 'Gold': all 10 requests per minute are used up")
      // Codex would show texts about ChatGPT plans instead of ours.
      assert.ok(!('plan_type' in error) && headerOf(rendered, 'x-codex-rate-limit-reached-type') === undefined)
    })
  }

  it('tells the time in words to those who do not add it themselves', () => {
    const message = (client: ClientKind) => bodyOf(render(refusal, client)).error.message
    assert.equal(message('codex'), refusal.message)
    assert.equal(message('other'), `${refusal.message} Try again after 2025-11-22 20:14:00 UTC.`)
    assert.equal(bodyOf(render(refuse('quota_exceeded', 'One sentence.'), 'other')).error.message, 'One sentence.')
  })

  it('has no reset time where there is none', () => {
    assert.ok(!('resets_at' in bodyOf(render(refuse('quota_exceeded'), 'codex')).error))
  })

  it('has the incumbent’s date for those who migrate', () => {
    const body = JSON.parse(render(refusal, 'codex', 'wso2').body.toString())
    assert.equal(body.nextAccessTime, '2025-Nov-22 20:14:00+0000 UTC')
    assert.equal(body.code, '900804')
  })

  const limitCodes = [
    ['plan', 429, '900804'],
    ['burst', 429, '900807'],
    ['application', 429, '900803'],
    ['key', 429, '900803'],
    ['api', 429, '900800'],
    ['model', 429, '900802'],
    ['person', 429, '900806'],
    ['team', 429, '900806'],
    ['organisation', 429, '900806'],
    ['endpoint', 503, '900801'],
  ] as const
  for (const [limitOf, status, code] of limitCodes)
    it(`has the incumbent’s ${code} for a limit of the scope ${limitOf}`, () => {
      for (const refused of ['quota_exceeded', 'throttled'] as const) {
        const rendered = render(refuse(refused, 'One sentence.', { limitOf }), 'other', 'wso2')
        assert.equal(rendered.status, status)
        const expected = { code, message: 'Message throttled out', description: 'One sentence.' }
        assert.deepEqual(JSON.parse(rendered.body.toString()), expected)
      }
    })

  it('never lets Codex wait in silence for hours, though the incumbent’s body says nothing to it', () => {
    assert.equal(headerOf(render(refusal, 'codex', 'wso2'), 'retry-after'), undefined)
    const throttled = refuse('throttled', 'One sentence.', { retryAfterSeconds: 3 })
    assert.equal(headerOf(render(throttled, 'codex', 'wso2'), 'retry-after'), '3')
  })

  it('brings how the limits stand', () => {
    const reader = { client: 'codex', errorFormat: 'auto', requestId: '0f', standings: ['x-a', '1'] } as const
    assert.equal(headerOf(renderRefusal(refusal, reader), 'x-a'), '1')
  })

  it('never asks Codex to wait longer than 30 s for anything else', () => {
    for (const code of codes) {
      if (code === 'quota_exceeded') continue
      assert.equal(headerOf(render(refuse(code), 'codex'), 'retry-after'), undefined)
    }
  })
})

describe('renderRefusal: a guardrail as the incumbent words it', () => {
  it('names the policy in capitals and the reason', () => {
    const rendered = render(refuse('guardrail_blocked', 'No card numbers.', { policy: 'pii-mask' }), 'other', 'wso2')
    assert.equal(rendered.status, 446)
    assert.deepEqual(JSON.parse(rendered.body.toString()), {
      code: '900514',
      type: 'PII_MASK',
      message: {
        action: 'GUARDRAIL_INTERVENED',
        interveningGuardrail: 'pii-mask',
        direction: 'REQUEST',
        actionReason: 'No card numbers.',
      },
    })
  })
})

function render(
  refusal: Refusal,
  client: ClientKind,
  errorFormat: 'auto' | 'openai' | 'wso2' = 'auto',
): RenderedRefusal {
  return renderRefusal(refusal, { client, errorFormat, requestId: '0f0f0f0f-0000' })
}

function bodyOf(rendered: RenderedRefusal): ErrorBody {
  return JSON.parse(rendered.body.toString())
}

function headerOf({ headers }: RenderedRefusal, name: string): string | undefined {
  const at = headers.findIndex((header, index) => index % 2 === 0 && header === name)
  return at < 0 ? undefined : headers[at + 1]
}

/** Headers in pairs, each name once, nothing that could end a header or is no ASCII, and the length that the body has. */
function assertSound(rendered: RenderedRefusal): void {
  const { headers, body } = rendered
  assert.equal(headers.length % 2, 0)
  for (const text of headers) assert.match(text, /^[\x20-\x7e]+$/)
  const names = headers.filter((_, index) => index % 2 === 0)
  assert.equal(new Set(names).size, names.length)
  assert.equal(headerOf(rendered, 'content-type'), 'application/json')
  assert.equal(headerOf(rendered, 'content-length'), String(body.length))
  assert.equal(headerOf(rendered, 'x-request-id'), '0f0f0f0f-0000')
  assert.equal(headerOf(rendered, 'cache-control'), 'no-store')
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}
