import { cutAfter, endOf, stallAfter } from '../fake-provider/faults.ts'
import { neverAnswer, respond } from '../fake-provider/reply.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { answerError, providerErrors } from '../fake-provider/scenarios/errors.ts'
import { answerFailed, answerIncomplete, answerText } from '../fake-provider/scenarios/responses.ts'
import { seedGuideConfig } from '../harness/codex-home.ts'
import { type Row, since } from './row.ts'

/**
 * The refusal table of the design as the real Codex sees it: what happens, how many requests it costs, what the terminal shows.
 * Every row runs with the seed guide's configuration and with Codex's retries on; a count is exact.
 */

const hello = 'The fake provider says hello.'
const answered = { outcome: 'answered', status: 200, code: null } as const
const longText = 'An answer that is long enough to be cut somewhere in its middle.'

/** Codex retries a 5xx 4 times in each of 6 streams; that takes 25 s, so the counts are taken at both ends of the version range. */
const bothEnds = ['0.116.0', '0.169.0'] as const

const answers: readonly Row[] = [
  { when: 'the model answers', posts: 1, terminal: { answer: hello }, record: answered },
  {
    when: 'the model uses a tool',
    provider: agentProvider({ command: 'echo from the tool' }),
    posts: 2,
    terminal: { answer: hello },
    record: answered,
  },
  {
    when: 'the prompt has a megabyte',
    codex: () => ({ promptByStdin: 'all work and no play '.repeat(48_000) }),
    posts: 1,
    terminal: { answer: hello },
    record: answered,
  },
  {
    when: 'a WebSocket is tried first',
    codex: (baseUrl) => ({ config: `${seedGuideConfig(baseUrl)}supports_websockets = true\n` }),
    posts: 1,
    terminal: { answer: hello },
    record: answered,
  },
  {
    when: 'the model stops at its output limit',
    provider: (request) => answerIncomplete(request, 'partial', 'max_output_tokens'),
    posts: since(169, 1, 6),
    terminal: { line: /Incomplete response returned, reason: max_output_tokens$/ },
    record: answered,
  },
]

const keys: readonly Row[] = [
  {
    when: 'the key is unknown',
    key: 'UNKNOWN_KEY',
    posts: 6,
    attempts: 0,
    terminal: {
      line: /^unexpected status 401 Unauthorized: This API key is not known here: check that it was copied whole, or make a new one\., url: /,
    },
    record: { door: 'invalid_key' },
  },
  {
    when: 'the key was revoked',
    key: 'REVOKED_KEY',
    posts: 6,
    attempts: 0,
    terminal: { line: /^unexpected status 401 Unauthorized: This API key was revoked: make a new one\., url: / },
    record: { door: 'revoked_key' },
  },
  {
    when: 'the key has expired',
    key: 'EXPIRED_KEY',
    posts: 6,
    attempts: 0,
    terminal: { line: /^unexpected status 401 Unauthorized: This API key has expired: make a new one\., url: / },
    record: { door: 'expired_key' },
  },
]

const refusals: readonly Row[] = [
  {
    when: 'the application is not subscribed',
    subscription: 'none',
    posts: 1,
    attempts: 0,
    terminal: {
      sentence:
        'The application tests is not subscribed to {api} {version}: subscribe it, or use the key of one that is.',
    },
    record: { door: 'not_subscribed' },
  },
  {
    when: 'the subscription is blocked',
    subscription: 'blocked',
    posts: 1,
    attempts: 0,
    terminal: { sentence: 'The subscription of tests to {api} {version} is blocked: ask the publisher of the API.' },
    record: { door: 'subscription_blocked' },
  },
  {
    when: 'the API is blocked',
    api: () => ({ state: 'blocked' }),
    posts: 1,
    attempts: 0,
    terminal: { sentence: 'This API is blocked for now: ask its publisher.' },
    record: { door: 'api_blocked' },
  },
  {
    when: 'a sandbox key meets an API without a sandbox endpoint',
    key: 'SANDBOX_KEY',
    posts: 1,
    attempts: 0,
    terminal: {
      sentence:
        'This is a sandbox key, and {api} {version} has no sandbox endpoint: use a key of another type, or ask the publisher of the API.',
    },
    record: { outcome: 'refused', status: 400, code: 'endpoint_missing' },
  },
  {
    when: 'the plan allows no calls',
    plan: 'Nothing',
    posts: 1,
    attempts: 0,
    terminal: {
      line: /^You.ve hit your usage limit\. Plan Nothing: it allows no requests: ask for a larger one, or try again later/,
    },
    record: { outcome: 'refused', status: 429, code: 'quota_exceeded' },
  },
  {
    when: 'the address has a context that does not exist',
    address: (right) => right.replace(/\/[^/]+(\/[^/]+)$/, '/nowhere$1'),
    posts: 1,
    attempts: 0,
    terminal: {
      sentence:
        "There is no API at /nowhere/{version}/responses: check the base URL of the client (base_url in Codex's config.toml).",
    },
    record: { door: 'api_not_found' },
  },
  {
    when: 'the address has a version that does not exist',
    address: (right) => right.replace(/[^/]+$/, '9.9.9'),
    posts: 1,
    attempts: 0,
    terminal: {
      sentence:
        "There is no API at /{api}/9.9.9/responses: check the base URL of the client (base_url in Codex's config.toml).",
    },
    record: { door: 'api_not_found' },
  },
]

const credentialRefused = {
  posts: 1,
  terminal: { sentence: 'The provider refused the credential of this API: its publisher has to replace it.' },
  record: { outcome: 'failed', status: 400, code: 'provider_credential_refused' },
} as const

const unreadable = {
  posts: 1,
  terminal: { sentence: 'The answer of the provider could not be read.' },
  record: { outcome: 'failed', status: 400, code: 'provider_unreadable' },
} as const

const hidden429 = /^exceeded retry limit, last status: 429 Too Many Requests, request id: /

const providerErrorRows: readonly Row[] = [
  {
    when: 'the provider refuses our key',
    provider: () => answerError(401, providerErrors.wrongKey),
    ...credentialRefused,
  },
  {
    when: 'the provider forbids us',
    provider: () => answerError(403, providerErrors.wrongRegion),
    ...credentialRefused,
  },
  {
    when: 'the provider finds a fault in the request',
    provider: () => answerError(400, providerErrors.badRequest),
    posts: 1,
    terminal: { line: /Unsupported parameter: 'temperature'\./ },
    record: { outcome: 'failed', status: 400, code: null },
  },
  {
    when: 'the provider does not know the model',
    provider: () => answerError(404, providerErrors.unknownModel),
    posts: 1,
    terminal: { sentence: providerErrors.unknownModel.message },
    record: { outcome: 'failed', status: 400, code: 'provider_refused' },
  },
  {
    when: 'the provider throttles',
    provider: () => answerError(429, providerErrors.rateLimited),
    posts: 1,
    terminal: { line: hidden429 },
    record: { outcome: 'failed', status: 429, code: null },
  },
  {
    when: 'the provider throttles for a second',
    provider: () => answerError(429, providerErrors.rateLimited, { 'retry-after': '1' }),
    posts: since(164, 6, 1),
    terminal: { line: hidden429 },
    record: { outcome: 'failed', status: 429, code: null },
  },
  {
    when: 'the provider throttles for an hour, which Codex would wait out in silence',
    provider: () => answerError(429, providerErrors.rateLimited, { 'retry-after': '3600' }),
    codex: () => ({ timeoutMs: 20_000 }),
    posts: 1,
    terminal: {
      line: /^You.ve hit your usage limit\. The provider's own limit is used up: Rate limit reached for gpt-5\.4 in organization, or try again at /,
    },
    record: { outcome: 'failed', status: 429, code: 'provider_throttled' },
  },
  {
    when: "the provider's own quota is used up",
    provider: () => answerError(429, providerErrors.outOfQuota),
    posts: 1,
    terminal: since(160, { line: /^Quota exceeded\. Check your plan and billing details\.$/ }, { line: hidden429 }),
    record: { outcome: 'failed', status: 429, code: null },
  },
  {
    when: 'the provider has an error of its own',
    provider: () => answerError(500, providerErrors.serverError),
    posts: 30,
    terminal: { line: /^We.re currently experiencing high demand, which may cause temporary errors\.$/ },
    record: { outcome: 'failed', status: 500, code: null },
  },
  {
    when: 'the provider is overloaded',
    provider: () => answerError(503, providerErrors.overloaded),
    versions: bothEnds,
    posts: 30,
    terminal: {
      line: /^unexpected status 503 Service Unavailable: The engine is currently overloaded, please try again later\., url: /,
    },
    record: { outcome: 'failed', status: 503, code: null },
  },
]

const broken = (sentence: string) => new RegExp(`^stream disconnected before completion: ${sentence}$`)
const brokenOff = { line: broken('The provider broke off its answer\\.') }

const providerFaults: readonly Row[] = [
  {
    when: 'nobody listens where the provider should be',
    api: () => ({ endpoints: { production: { url: 'http://127.0.0.1:9' } } }),
    versions: bothEnds,
    posts: 30,
    attempts: 0,
    terminal: { line: /^unexpected status 502 Bad Gateway: The provider could not be reached\., url: / },
    record: { outcome: 'failed', status: 502, code: 'provider_unreachable' },
  },
  {
    when: 'the provider resets the connection before it answers',
    provider: (request) => cutAfter(answerText(request, longText), 0, 'reset'),
    versions: bothEnds,
    posts: 30,
    terminal: { line: /^unexpected status 502 Bad Gateway: The provider .*, url: / },
    record: { outcome: 'failed', status: 502, code: 'provider_unreachable' },
  },
  {
    when: 'the provider never answers',
    provider: () => neverAnswer(),
    api: (url) => ({ endpoints: { production: { url, timeouts: { headersMs: 300 } } } }),
    versions: ['0.169.0'],
    posts: 30,
    terminal: { line: /^unexpected status 504 Gateway Timeout: The provider did not answer in time\., url: / },
    record: { outcome: 'failed', status: 504, code: 'provider_timeout' },
  },
  {
    when: 'the provider answers with a web page',
    provider: () => respond({ headers: { 'content-type': 'text/html' }, body: '<h1>It works!</h1>' }),
    ...unreadable,
  },
  {
    when: 'the provider redirects',
    provider: () => respond({ status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data' } }),
    ...unreadable,
  },
  {
    when: 'the stream is cut by a FIN',
    provider: (request) => {
      const reply = answerText(request, longText)
      return cutAfter(reply, endOf(reply, '"delta":"An answer th"'), 'close')
    },
    posts: 6,
    terminal: brokenOff,
    record: { outcome: 'failed', status: 200, code: 'provider_stream_cut' },
  },
  {
    when: 'the stream is cut by a reset',
    provider: (request) => {
      const reply = answerText(request, longText)
      return cutAfter(reply, endOf(reply, '"delta":"An answer th"'), 'reset')
    },
    posts: 6,
    terminal: brokenOff,
    record: { outcome: 'failed', status: 200, code: 'provider_stream_cut' },
  },
  {
    when: 'the stream ends properly but too early',
    provider: () =>
      respond({ headers: { 'content-type': 'text/event-stream' }, body: ': nothing\n\n', framing: 'chunked' }),
    posts: 6,
    terminal: brokenOff,
    record: { outcome: 'failed', status: 200, code: 'provider_stream_cut' },
  },
  {
    when: 'the stream falls silent',
    provider: (request) => {
      const reply = answerText(request, longText)
      return stallAfter(reply, endOf(reply, '"delta":"An answer th"'))
    },
    api: (url) => ({ endpoints: { production: { url, timeouts: { idleMs: 500 } } } }),
    versions: bothEnds,
    posts: 6,
    terminal: { line: broken('The provider did not answer in time\\.') },
    record: { outcome: 'failed', status: 200, code: 'provider_timeout' },
  },
  {
    when: 'the provider refuses the prompt in the stream',
    provider: (request) => answerFailed(request, { code: 'invalid_prompt', message: 'Your prompt was flagged.' }),
    posts: 1,
    terminal: { line: /^Your prompt was flagged\.$/ },
    record: { outcome: 'failed', status: 200, code: null },
  },
  {
    when: 'the provider fails in the stream',
    provider: (request) => answerFailed(request, { code: 'server_error', message: 'Something broke.' }),
    posts: 6,
    terminal: { line: broken('Something broke\\.') },
    record: { outcome: 'failed', status: 200, code: null },
  },
]

export const conformanceTable: readonly Row[] = [
  ...answers,
  ...keys,
  ...refusals,
  ...providerErrorRows,
  ...providerFaults,
]
