import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ClientKind } from './client-kind.ts'
import { refusalOfProviderError } from './provider-error.ts'

const now = Date.parse('2026-11-22T20:14:00Z')
const rateLimit = { error: { message: 'Slow down.', type: 'rate_limit_exceeded' } }

interface Case {
  readonly name: string
  readonly status: number
  readonly headers?: readonly string[]
  readonly body?: unknown
  /** The code for Codex and for others; undefined: the provider's own words go on. */
  readonly codex: string | undefined
  readonly other: string | undefined
}

const cases: readonly Case[] = [
  { name: '400', status: 400, codex: undefined, other: undefined },
  { name: '401', status: 401, codex: 'provider_credential_refused', other: 'provider_credential_refused' },
  { name: '403', status: 403, codex: 'provider_credential_refused', other: 'provider_credential_refused' },
  { name: '407', status: 407, codex: 'provider_credential_refused', other: 'provider_credential_refused' },
  {
    name: '403 for a model',
    status: 403,
    body: { error: { code: 'model_not_found' } },
    codex: 'model_not_allowed',
    other: 'model_not_allowed',
  },
  { name: '404', status: 404, codex: 'provider_refused', other: undefined },
  { name: '422', status: 422, codex: 'provider_refused', other: undefined },
  { name: '429 without a time', status: 429, body: rateLimit, codex: undefined, other: undefined },
  {
    name: '429 with 30 s',
    status: 429,
    headers: ['retry-after', '30'],
    body: rateLimit,
    codex: undefined,
    other: undefined,
  },
  {
    name: '429 with 31 s',
    status: 429,
    headers: ['x', '1', 'Retry-After', '31'],
    body: rateLimit,
    codex: 'provider_throttled',
    other: undefined,
  },
  {
    name: '429 with a date',
    status: 429,
    headers: ['retry-after', 'Sun, 22 Nov 2026 21:14:00 GMT'],
    codex: 'provider_throttled',
    other: undefined,
  },
  {
    name: '429 with a date that is past',
    status: 429,
    headers: ['retry-after', 'Sun, 22 Nov 2026 19:14:00 GMT'],
    codex: undefined,
    other: undefined,
  },
  { name: '429 with nonsense', status: 429, headers: ['retry-after', 'soon'], codex: undefined, other: undefined },
  {
    name: '429 that Codex understands',
    status: 429,
    headers: ['retry-after', '900'],
    body: { error: { type: 'usage_limit_reached' } },
    codex: undefined,
    other: undefined,
  },
  { name: '500', status: 500, codex: undefined, other: undefined },
  { name: '529', status: 529, codex: undefined, other: undefined },
]

describe('refusalOfProviderError', () => {
  for (const { name, status, headers = [], body, codex, other } of cases) {
    it(`takes ${name} for ${codex ?? 'what it is'} before Codex, ${other ?? 'what it is'} before others`, () => {
      const error = {
        status,
        headers,
        body: Buffer.from(body === undefined ? '<html>no</html>' : JSON.stringify(body)),
      }
      const codeFor = (client: ClientKind) => refusalOfProviderError(error, { client, modelAsked: 'gpt-x', now })?.code
      assert.equal(codeFor('codex'), codex)
      assert.equal(codeFor('other'), other)
    })
  }

  it('brings the provider’s own sentence and the time at which to come back', () => {
    const body = Buffer.from(JSON.stringify(rateLimit))
    const reader = { client: 'codex', modelAsked: null, now } as const
    const refusal = refusalOfProviderError({ status: 429, headers: ['retry-after', '3600'], body }, reader)
    assert.match(refusal?.message ?? '', /Slow down\./)
    assert.equal(refusal?.retryAfterSeconds, 3_600)
    assert.equal(refusal?.resetsAt, now / 1000 + 3_600)
    assert.equal(refusalOfProviderError({ status: 422, headers: [], body }, reader)?.message, 'Slow down.')
  })

  it('never names our credential, whatever the provider says', () => {
    const body = Buffer.from(
      JSON.stringify({ error: { message: 'Incorrect API key provided: sk-secret', code: 'model_not_found' } }),
    )
    for (const status of [401, 403, 407]) {
      const refusal = refusalOfProviderError({ status, headers: [], body }, { client: 'other', modelAsked: 'm', now })
      assert.ok(refusal !== undefined && !refusal.message.includes('sk-secret'))
    }
  })
})
