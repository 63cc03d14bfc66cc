import { type Reply, respond } from '../reply.ts'

export interface ProviderError {
  readonly type: string
  readonly code: string | null
  readonly message: string
}

/** An error in OpenAI's shape. */
export function answerError(
  status: number,
  error: ProviderError,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return respond({
    status,
    headers: { 'content-type': 'application/json', 'x-request-id': 'req_fake_upstream', ...headers },
    body: JSON.stringify({ error: { message: error.message, type: error.type, param: null, code: error.code } }),
  })
}

/** The bodies that OpenAI is known to send. */
export const providerErrors = {
  wrongKey: {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message:
      'Incorrect API key provided: sk-fake**********************cret. You can find your API key at the dashboard.',
  },
  wrongRegion: {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported',
  },
  unknownModel: {
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model `gpt-5.4` does not exist or you do not have access to it.',
  },
  badRequest: { type: 'invalid_request_error', code: null, message: "Unsupported parameter: 'temperature'." },
  rateLimited: {
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for gpt-5.4 in organization.',
  },
  outOfQuota: {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  serverError: { type: 'server_error', code: null, message: 'The server had an error while processing your request.' },
  overloaded: {
    type: 'server_error',
    code: null,
    message: 'The engine is currently overloaded, please try again later.',
  },
} as const satisfies Record<string, ProviderError>
