import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { ExternalFailure } from '../../external/external-failure.ts'
import type { ExternalServices } from '../../external/external-services.ts'
import { plainSentence } from '../../external/plain-sentence.ts'
import type { ServiceText, TextService, TextsVerdict } from '../../external/text-service.ts'
import type { WebhookConfig } from './schema.ts'

const contractVersion = 1
/** Texts of one call to a webhook, and their characters; a longer text comes alone. */
const webhookTextsMax = 500
const webhookCharactersMax = 500_000
const signatureHeader = 'x-tollgate-signature'

/** What a webhook answers. Anything else is a failure, not a verdict. */
const replySchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('allow'), reason: z.string().optional(), assessments: z.unknown().optional() }),
  z.strictObject({ action: z.literal('block'), reason: z.string().optional(), assessments: z.unknown().optional() }),
  z.strictObject({
    action: z.literal('modify'),
    texts: z.array(z.string()),
    reason: z.string().optional(),
    assessments: z.unknown().optional(),
  }),
])

interface WebhookOptions {
  readonly config: WebhookConfig
  readonly external: ExternalServices
  /** Unix milliseconds. */
  now(): number
}

/** The publisher's own service: texts in, `allow`, `block` or `modify` out. */
export function webhookService({ config, external, now }: WebhookOptions): TextService {
  const { url, timeoutMs, secret = null, trustedCertificates = null } = config
  const target = { url, timeoutMs, secret, trustedCertificates }
  return {
    identity: createHash('sha256')
      .update(JSON.stringify(['webhook', contractVersion, url]))
      .digest('hex'),
    batch: { textsMax: webhookTextsMax, charactersMax: webhookCharactersMax },
    async check(texts, metadata, signal) {
      const body = JSON.stringify({ contractVersion, texts: texts.map(wellFormed), metadata })
      const headers = (key: string | null): Record<string, string> =>
        key === null ? {} : { [signatureHeader]: signatureOf(body, key, Math.floor(now() / 1_000)) }
      const reply = await external.post({ target, body, headers, texts: texts.length }, signal)
      return verdictOf(reply, new URL(url).origin, texts)
    },
  }
}

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 of the seconds, a full stop and the body, so that neither can be changed or sent later unseen. */
function signatureOf(body: string, key: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`
}

/** Half of a pair of surrogates is no text that another language could read. */
function wellFormed(text: ServiceText): ServiceText {
  return { ...text, text: text.text.toWellFormed() }
}

function verdictOf(reply: unknown, origin: string, asked: readonly ServiceText[]): TextsVerdict {
  const parsed = replySchema.safeParse(reply)
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole')
    throw new ExternalFailure(
      'unreadable',
      `${origin} answers with something else than the contract says: ${places.join(', ')}.`,
    )
  }
  const { data } = parsed
  switch (data.action) {
    case 'allow':
      return 'allow'
    case 'block':
      return {
        action: 'block',
        reason: plainSentence(data.reason ?? 'The service refused it.'),
        rules: ['block'],
        assessments: data.assessments,
      }
    case 'modify':
      return { action: 'modify', texts: textsOf(data.texts, origin, asked) }
  }
}

/** A text that comes back as it was sent was not changed, whatever it looks like where it stands. */
function textsOf(texts: readonly string[], origin: string, asked: readonly ServiceText[]): string[] {
  if (texts.length !== asked.length)
    throw new ExternalFailure('unreadable', `${origin} gives back ${texts.length} texts for ${asked.length}.`)
  return texts.map((text, index) => {
    const before = asked[index]?.text ?? ''
    return text === before.toWellFormed() ? before : text
  })
}
