import { type Refusal, refuse } from '../pipeline/refusal.ts'
import { objectField, parseBytes, stringField } from '../protocols/json-fields.ts'
import type { ClientKind } from './client-kind.ts'

/** An error that a provider answered with. `headers`: names and values in turn. */
export interface ProviderError {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: Buffer
}

interface Reader {
  readonly client: ClientKind
  readonly modelAsked: string | null
  /** Unix milliseconds. */
  readonly now: number
}

/** Codex waits out any `Retry-After` in silence; beyond this it is told when to come back instead. */
const silentWaitSecondsMax = 30

/**
 * What a client is told of a provider's error. undefined: the provider's own words, which the client understands. A refusal where
 * they would mislead: our credential is not the client's business, and Codex sends most 4xx again five times and hides the text.
 */
export function refusalOfProviderError(error: ProviderError, reader: Reader): Refusal | undefined {
  const details = objectField(parseBytes(error.body), 'error')
  if (error.status === 401 || error.status === 403 || error.status === 407) return refuseCredential(details, reader)
  if (reader.client !== 'codex') return undefined
  if (error.status === 429) return refuseLongWait(error, details, reader)
  if (error.status > 400 && error.status < 500) return refuse('provider_refused', sentenceOf(error, details))
  return undefined
}

function refuseCredential(details: unknown, { modelAsked }: Reader): Refusal {
  if (stringField(details, 'code') !== 'model_not_found') return refuse('provider_credential_refused')
  const model = modelAsked === null ? 'this model' : `the model ${modelAsked}`
  return refuse(
    'model_not_allowed',
    `The provider does not offer ${model} to this API: choose another model, or ask the publisher of the API.`,
  )
}

function refuseLongWait(error: ProviderError, details: unknown, { now }: Reader): Refusal | undefined {
  const seconds = retryAfterSeconds(error.headers, now)
  if (seconds === null || seconds <= silentWaitSecondsMax) return undefined
  if (stringField(details, 'type') === 'usage_limit_reached') return undefined
  return refuse('provider_throttled', `The provider's own limit is used up: ${sentenceOf(error, details)}`, {
    retryAfterSeconds: seconds,
    resetsAt: Math.ceil(now / 1000) + seconds,
  })
}

function sentenceOf(error: ProviderError, details: unknown): string {
  return stringField(details, 'message') ?? `The provider answered with the status ${error.status}.`
}

/** Seconds, from a number or a date; null where there is none that can be read. */
function retryAfterSeconds(headers: readonly string[], now: number): number | null {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'retry-after')
  const text = at < 0 ? '' : (headers[at + 1] ?? '')
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000))
}
