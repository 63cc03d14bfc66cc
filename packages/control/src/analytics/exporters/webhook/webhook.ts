import { createHash } from 'node:crypto'
import { signatureOf } from '../../../quota-state/alert-sender.ts'
import { callTarget, type TargetWay } from '../call-target.ts'
import type { Chunk, Exporter } from '../exporter.ts'
import { judgeAnswer } from '../judge-answer.ts'
import { type SizedOutcome, sendInHalves } from '../send-in-halves.ts'
import { usageLine } from '../usage-line.ts'
import { standardSignature } from './standard-signature.ts'

export interface WebhookSettings {
  readonly url: string
  /** What signatures are made with. */
  readonly secret: string
  readonly way: TargetWay
  now(): number
}

/** A signed POST of a JSON array. Who receives it tells repeats by the `id` of each call; `webhook-id` is the same for the same calls. */
export function webhookExporter(settings: WebhookSettings): Exporter {
  return {
    chunkRecordsMax: 500,
    chunkBytesMax: 1_000_000,
    encode: usageLine,
    send: (chunk, signal) => sendInHalves(chunk, (part) => post(settings, part, signal)),
    close: async () => undefined,
  }
}

async function post(settings: WebhookSettings, { records }: Chunk, signal: AbortSignal): Promise<SizedOutcome> {
  const { url, secret, way, now } = settings
  const body = `[${records.map(({ text }) => text).join(',')}]`
  const seconds = Math.floor(now() / 1000)
  const ids = records.map((record) => record.id).join('\n')
  const id = createHash('sha256').update(ids).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': standardSignature({ id, seconds, body }, secret),
    // As alerts are signed: one receiver may take both.
    'x-tollgate-signature': signatureOf(body, secret, seconds),
  }
  const answer = await callTarget({ method: 'POST', url, headers, body, way }, signal)
  // Gone, or not for us: nothing that another try would change. Other refusals may be a mistake there that is mended, and nothing is lost by waiting.
  return judgeAnswer(answer, { host: new URL(url).host, stops: [401, 403, 404, 410], halves: [413] })
}
