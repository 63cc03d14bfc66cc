/**
 * The error table: every way in which Tollgate says no or reports a failure, once.
 * How a row looks to a client is the renderers' business (gateway/src/refusals); why it looks so is docs/reference/errors.md.
 */

/** Who has to act: the caller, the provider, or us who run the gateway. */
export type ErrorSource = 'caller' | 'provider' | 'tollgate'

export interface ErrorRow {
  /** HTTP status for clients that understand plain HTTP. */
  readonly status: number
  readonly source: ErrorSource
  /** True where sending the same call again, unchanged, can succeed within about a minute. */
  readonly retryable: boolean
  /** One sentence a stranger may read; a refusal may bring a more exact one. */
  readonly message: string
  /** The incumbent's code for APIs with `errorFormat: wso2`. */
  readonly wso2: { readonly status: number; readonly code: string; readonly message: string }
}

const credentials = { status: 401, code: '900901', message: 'Invalid Credentials' } as const
const forbidden = { status: 403, code: '900908', message: 'Resource forbidden' } as const
const notFound = { status: 404, code: '404', message: 'Not Found' } as const
const malformed = { status: 400, code: '400', message: 'Bad Request' } as const
const backend = { status: 503, code: '101503', message: 'Error connecting to the back end' } as const
const throttled = { status: 429, code: '900804', message: 'Message throttled out' } as const
const unclassified = { status: 500, code: '900900', message: 'Unclassified Authentication Failure' } as const

export const errorTable = {
  missing_key: {
    status: 401,
    source: 'caller',
    retryable: false,
    message: 'No API key was sent: put it in the ApiKey or the Authorization header.',
    wso2: { status: 401, code: '900902', message: 'Missing Credentials' },
  },
  invalid_key: {
    status: 401,
    source: 'caller',
    retryable: false,
    message: 'This API key is not known here: check that it was copied whole, or make a new one.',
    wso2: credentials,
  },
  expired_key: {
    status: 401,
    source: 'caller',
    retryable: false,
    message: 'This API key has expired: make a new one.',
    wso2: credentials,
  },
  revoked_key: {
    status: 401,
    source: 'caller',
    retryable: false,
    message: 'This API key was revoked: make a new one.',
    wso2: credentials,
  },
  suspended_key: {
    status: 401,
    source: 'caller',
    retryable: false,
    message: 'This API key is suspended, because the person behind it is: ask an administrator of Tollgate.',
    wso2: credentials,
  },
  not_subscribed: {
    status: 403,
    source: 'caller',
    retryable: false,
    message: 'The application of this key is not subscribed to this API.',
    wso2: forbidden,
  },
  subscription_blocked: {
    status: 403,
    source: 'caller',
    retryable: false,
    message: 'The subscription of this application is blocked: ask the publisher of the API.',
    wso2: { status: 401, code: '900907', message: 'The requested API is temporarily blocked' },
  },
  key_not_allowed: {
    status: 403,
    source: 'caller',
    retryable: false,
    message: 'This key may not be used here.',
    wso2: forbidden,
  },
  denied: {
    status: 403,
    source: 'caller',
    retryable: false,
    message: 'A rule of this Tollgate refuses the call: ask an administrator.',
    wso2: { status: 403, code: '900805', message: 'Message blocked' },
  },
  api_blocked: {
    status: 403,
    source: 'tollgate',
    retryable: false,
    message: 'This API is blocked for now: ask its publisher.',
    wso2: { status: 503, code: '700700', message: 'API blocked' },
  },
  endpoint_missing: {
    status: 403,
    source: 'caller',
    retryable: false,
    message: 'This API has no endpoint for this type of key.',
    wso2: { status: 403, code: '900901', message: 'Sandbox key offered to the API with no sandbox endpoint' },
  },
  model_not_allowed: {
    status: 403,
    source: 'caller',
    retryable: false,
    message: 'This model is not offered here.',
    wso2: forbidden,
  },
  api_not_found: {
    status: 404,
    source: 'caller',
    retryable: false,
    message: 'There is no API at this address: check the base URL of the client.',
    wso2: notFound,
  },
  operation_not_found: {
    status: 404,
    source: 'caller',
    retryable: false,
    message: 'This API does not offer this operation.',
    wso2: notFound,
  },
  malformed_request: {
    status: 400,
    source: 'caller',
    retryable: false,
    message: 'The request is not well formed.',
    wso2: malformed,
  },
  method_not_allowed: {
    status: 405,
    source: 'caller',
    retryable: false,
    message: 'This method is not allowed here.',
    wso2: { status: 405, code: '405', message: 'Method Not Allowed' },
  },
  body_too_large: {
    status: 413,
    source: 'caller',
    retryable: false,
    message: 'The request body is larger than the gateway takes.',
    wso2: { status: 413, code: '413', message: 'Payload Too Large' },
  },
  body_unreadable: {
    status: 400,
    source: 'caller',
    retryable: false,
    message: 'The request body cannot be read, and a rule of this API has to read it.',
    wso2: malformed,
  },
  encoding_unsupported: {
    status: 415,
    source: 'caller',
    retryable: false,
    message: 'This content encoding is not supported here: send the body plain, or as gzip, br or zstd in one frame.',
    wso2: { status: 415, code: '415', message: 'Unsupported Media Type' },
  },
  expectation_failed: {
    status: 417,
    source: 'caller',
    retryable: false,
    message: 'The only expectation that is met here is 100-continue.',
    wso2: { status: 417, code: '417', message: 'Expectation Failed' },
  },
  websocket_off: {
    status: 426,
    source: 'caller',
    retryable: false,
    message: 'WebSocket is off here: send the same request by POST.',
    wso2: { status: 426, code: '426', message: 'Upgrade Required' },
  },
  transfer_encoding_unsupported: {
    status: 501,
    source: 'caller',
    retryable: false,
    message: 'The only transfer encoding that is supported is chunked.',
    wso2: { status: 501, code: '501', message: 'Not Implemented' },
  },
  version_unsupported: {
    status: 505,
    source: 'caller',
    retryable: false,
    message: 'The HTTP version is not supported here: use 1.1 or 2.',
    wso2: { status: 505, code: '505', message: 'HTTP Version Not Supported' },
  },
  guardrail_blocked: {
    status: 400,
    source: 'caller',
    retryable: false,
    message: 'A rule of this API refused the call.',
    wso2: { status: 446, code: '900514', message: 'GUARDRAIL_INTERVENED' },
  },
  policy_failed: {
    status: 503,
    source: 'tollgate',
    retryable: false,
    message: 'A rule of this API could not be checked, so the call was refused.',
    wso2: { status: 500, code: '900967', message: 'Error occurred during the guardrail mediation' },
  },
  quota_exceeded: {
    status: 429,
    source: 'caller',
    retryable: false,
    message: 'The quota of this subscription is used up.',
    wso2: throttled,
  },
  throttled: {
    status: 429,
    source: 'caller',
    retryable: true,
    message: 'Too many calls at once: wait a moment.',
    wso2: throttled,
  },
  provider_throttled: {
    status: 429,
    source: 'provider',
    retryable: false,
    message: "The provider's own limit is used up.",
    wso2: throttled,
  },
  provider_unreachable: {
    status: 502,
    source: 'provider',
    retryable: true,
    message: 'The provider could not be reached.',
    wso2: backend,
  },
  provider_timeout: {
    status: 504,
    source: 'provider',
    retryable: true,
    message: 'The provider did not answer in time.',
    wso2: { status: 504, code: '101504', message: 'Connection timed out' },
  },
  provider_credential_refused: {
    status: 502,
    source: 'tollgate',
    retryable: false,
    message: 'The provider refused the credential of this API: its publisher has to replace it.',
    wso2: backend,
  },
  provider_refused: {
    status: 400,
    source: 'provider',
    retryable: false,
    message: 'The provider refused the call.',
    wso2: backend,
  },
  provider_unreadable: {
    status: 502,
    source: 'provider',
    retryable: false,
    message: 'The answer of the provider could not be read.',
    wso2: backend,
  },
  provider_stream_cut: {
    status: 502,
    source: 'provider',
    retryable: true,
    message: 'The provider broke off its answer.',
    wso2: backend,
  },
  store_unavailable: {
    status: 503,
    source: 'tollgate',
    retryable: true,
    message: 'Tollgate cannot check this call right now: try again in a moment.',
    wso2: unclassified,
  },
  draining: {
    status: 503,
    source: 'tollgate',
    retryable: true,
    message: 'This gateway is shutting down: try again.',
    wso2: unclassified,
  },
  internal: {
    status: 500,
    source: 'tollgate',
    retryable: false,
    message: 'Something went wrong inside Tollgate; the request id finds it in the log.',
    wso2: unclassified,
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

/** The row of a code, as the general type (the table itself keeps its literals). */
export function errorRow(code: ErrorCode): ErrorRow {
  return errorTable[code]
}
