import { errorRow } from '@tollgate/contract/errors'
import type { Refusal } from '../pipeline/refusal.ts'
import type { ClientKind } from './client-kind.ts'

interface Shape {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: unknown
}

/** Statuses that Codex handles well as they are; every other one it would send again five times, hiding the sentence. */
const statusesCodexKeeps: ReadonlySet<number> = new Set([401, 404, 405, 417, 426, 429, 501, 505])

/** OpenAI's error body, with the status that makes the client show the sentence once. */
export function renderOpenAi(refusal: Refusal, client: ClientKind): Shape {
  if (refusal.code === 'quota_exceeded' || refusal.code === 'provider_throttled') return renderQuota(refusal, client)
  const { status } = errorRow(refusal.code)
  if (refusal.code === 'guardrail_blocked' || (client === 'codex' && isOneSentence(refusal)))
    return renderInvalidPrompt(refusal)
  return { status, headers: [], body: errorBody(refusal.message, errorType(status), errorCode(refusal)) }
}

/** Codex shows `error.message` alone, after one request, for a 400 with this code. */
function renderInvalidPrompt({ message }: Refusal): Shape {
  return { status: 400, headers: [], body: errorBody(message, 'invalid_request_error', 'invalid_prompt') }
}

/** Codex hides the body of every other 429; of this one it takes the reset time, which it tells in its user's own clock, and our sentence from the header. */
function renderQuota({ code, message, resetsAt }: Refusal, client: ClientKind): Shape {
  return {
    status: 429,
    headers: ['x-codex-promo-message', headerText(message)],
    body: {
      error: {
        message:
          client === 'codex' || resetsAt === null ? message : `${message} Try again after ${timeText(resetsAt)}.`,
        type: 'usage_limit_reached',
        param: null,
        code,
        ...(resetsAt === null ? {} : { resets_at: resetsAt }),
      },
    },
  }
}

/** `2026-11-24 00:00:00 UTC` */
function timeText(unixSeconds: number): string {
  return new Date(unixSeconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
}

/** True where Codex must be told in a sentence, because sending the call again cannot help. */
function isOneSentence(refusal: Refusal): boolean {
  const { status, retryable } = errorRow(refusal.code)
  if (refusal.code === 'api_not_found') return true
  return !retryable && !statusesCodexKeeps.has(status)
}

function errorBody(message: string, type: string, code: string): unknown {
  return { error: { message, type, param: null, code } }
}

function errorType(status: number): string {
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

function errorCode(refusal: Refusal): string {
  const { status } = errorRow(refusal.code)
  return status === 401 ? 'invalid_api_key' : refusal.code
}

/** A header carries plain ASCII; anything else becomes a question mark. Codex goes on behind the sentence, so its full stop goes. */
function headerText(message: string): string {
  return message
    .replace(/[‘’]/g, "'")
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/\.$/, '')
}
