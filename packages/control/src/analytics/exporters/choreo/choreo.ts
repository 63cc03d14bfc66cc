import { createHash } from 'node:crypto'
import { callTarget, type TargetWay } from '../call-target.ts'
import type { Chunk, Exporter, Outcome } from '../exporter.ts'
import type { IncumbentSettings } from '../incumbent-event.ts'
import { judgeAnswer } from '../judge-answer.ts'
import { type SizedOutcome, sendInHalves } from '../send-in-halves.ts'
import { choreoEvent } from './choreo-event.ts'
import { type ChoreoToken, readToken } from './choreo-token.ts'

export interface ChoreoSettings {
  /** Where tokens come from. */
  readonly configEndpoint: string
  readonly onPremKey: string
  readonly incumbent: IncumbentSettings
  readonly way: TargetWay
  now(): number
}

/** A token is made new so long before it ends. */
const renewedBeforeMs = 120_000

/**
 * WSO2's Choreo, which its maker is retiring: a token for the on-prem key, then batches for its event hub over HTTPS. The hub knows no repeats: after an
 * answer that was lost one batch may be there twice, under the same `correlationId`.
 */
export function choreoExporter(settings: ChoreoSettings): Exporter {
  const tokens = new Tokens(settings)
  const tokenHash = createHash('sha256').update(settings.onPremKey).digest('hex').toUpperCase()
  return {
    chunkRecordsMax: 200,
    // The hub takes 256 KB, and an event stands in it as a text: with its quotes escaped.
    chunkBytesMax: 180_000,
    lingerMs: 10_000,
    encode: (stored) => JSON.stringify(choreoEvent(stored, settings.incumbent)),
    send: (chunk, signal) => sendInHalves(chunk, (part) => send(settings, part, { tokens, tokenHash, signal })),
    close: async () => {},
  }
}

interface Sending {
  readonly tokens: Tokens
  readonly tokenHash: string
  readonly signal: AbortSignal
}

async function send(settings: ChoreoSettings, chunk: Chunk, sending: Sending): Promise<SizedOutcome> {
  const { tokens, signal } = sending
  const first = await tokens.current(signal)
  if ('kind' in first) return first
  const outcome = await sendWith(settings, chunk, { ...sending, token: first })
  if (outcome !== 'unauthorised') return outcome
  // The token was taken back before its time: once more, with a new one.
  tokens.forget()
  const second = await tokens.current(signal)
  if ('kind' in second) return second
  const again = await sendWith(settings, chunk, { ...sending, token: second })
  return again === 'unauthorised'
    ? { kind: 'stop', reason: `${new URL(second.hub).host} takes no token for this key.` }
    : again
}

async function sendWith(
  { way }: ChoreoSettings,
  { records }: Chunk,
  { token, tokenHash, signal }: Sending & { readonly token: ChoreoToken },
): Promise<SizedOutcome | 'unauthorised'> {
  const properties = { 'token-hash': tokenHash }
  const body = JSON.stringify(records.map(({ text }) => ({ Body: text, UserProperties: properties })))
  const url = `${token.hub}/messages?timeout=60&api-version=2014-01`
  const headers = {
    authorization: token.authorization,
    'content-type': 'application/vnd.microsoft.servicebus.json',
  }
  const answer = await callTarget({ method: 'POST', url, headers, body, way }, signal)
  if (answer.isAnswered && answer.status === 401) return 'unauthorised'
  return judgeAnswer(answer, { host: new URL(url).host, stops: [403, 404], halves: [400, 413] })
}

class Tokens {
  readonly #settings: ChoreoSettings
  #token: ChoreoToken | undefined

  constructor(settings: ChoreoSettings) {
    this.#settings = settings
  }

  forget(): void {
    this.#token = undefined
  }

  /** One that holds for a while, or why there is none. */
  async current(signal: AbortSignal): Promise<ChoreoToken | Outcome> {
    const { configEndpoint, onPremKey, way, now } = this.#settings
    if (this.#token !== undefined && this.#token.expiresAt - now() > renewedBeforeMs) return this.#token
    const url = `${configEndpoint.replace(/\/+$/, '')}/token`
    const answer = await callTarget(
      { method: 'GET', url, headers: { authorization: `Bearer ${onPremKey}` }, way },
      signal,
    )
    const { host } = new URL(url)
    const outcome = judgeAnswer(answer, { host, stops: [401, 403, 404], halves: [], detail: 'the on-prem key' })
    if (outcome.kind === 'too-large') return { kind: 'stop', reason: outcome.reason }
    if (outcome.kind !== 'acked' || !answer.isAnswered) return outcome
    this.#token = readToken(answer.text)
    return this.#token ?? { kind: 'retry', reason: `${host} answered with something that is no token.` }
  }
}
