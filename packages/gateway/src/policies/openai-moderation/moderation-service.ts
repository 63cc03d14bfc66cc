import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ExternalFailure } from '../../external/external-failure.ts'
import type { ExternalServices } from '../../external/external-services.ts'
import type { TextService, TextsVerdict } from '../../external/text-service.ts'
import type { OpenaiModerationConfig } from './schema.ts'

/** Inputs of one call. */
const inputsMax = 32
/** A longer text is judged in pieces: a short harm in much harmless text would get a low score. */
const pieceCharactersMax = 8_000
/** What stands at the end of a piece is seen again at the beginning of the next. */
const overlapCharacters = 200

const replySchema = z.object({
  results: z.array(
    z.object({
      flagged: z.boolean(),
      categories: z.record(z.string(), z.boolean()),
      category_scores: z.record(z.string(), z.number().nullable()),
    }),
  ),
})
type Result = z.infer<typeof replySchema>['results'][number]

/** A category that a text was found to be. */
interface Finding {
  readonly category: string
  readonly score: number | null
  readonly threshold: number | null
}

/** OpenAI's moderation, or a service that speaks the same. It blocks, and changes nothing. */
export function moderationService(config: OpenaiModerationConfig, external: ExternalServices): TextService {
  const { baseUrl, model, categories, secret, timeoutMs, trustedCertificates = null } = config
  const url = `${baseUrl.replace(/\/+$/, '')}/moderations`
  const target = { url, timeoutMs, secret, trustedCertificates }
  const headers = (key: string | null): Record<string, string> => ({ authorization: `Bearer ${key ?? ''}` })
  const ask = async (input: readonly string[], signal: AbortSignal): Promise<Result[]> => {
    const body = JSON.stringify({ model, input })
    const reply = replySchema.safeParse(await external.post({ target, body, headers, texts: input.length }, signal))
    if (reply.success && reply.data.results.length === input.length) return reply.data.results
    throw new ExternalFailure('unreadable', `${new URL(url).origin} does not answer as a moderation does.`)
  }
  const identity = ['openai-moderation', url, model, Object.entries(categories ?? {}).sort()]
  return {
    identity: createHash('sha256').update(JSON.stringify(identity)).digest('hex'),
    batch: { textsMax: inputsMax, charactersMax: inputsMax * pieceCharactersMax },
    async check(texts, _metadata, signal) {
      const pieces = texts.flatMap(({ text }) => piecesOf(text))
      for (let at = 0; at < pieces.length; at += inputsMax) {
        const results = await ask(pieces.slice(at, at + inputsMax), signal)
        const verdict = verdictOf(results.flatMap((result) => findingsOf(result, categories)))
        if (verdict !== 'allow') return verdict
      }
      return 'allow'
    },
  }
}

function piecesOf(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  do {
    pieces.push(text.slice(start, start + pieceCharactersMax).toWellFormed())
    start += pieceCharactersMax - overlapCharacters
  } while (start + overlapCharacters < text.length)
  return pieces
}

function findingsOf(result: Result, thresholds: OpenaiModerationConfig['categories']): Finding[] {
  if (thresholds !== undefined)
    return Object.entries(thresholds).flatMap(([category, threshold]) => {
      const score = result.category_scores[category]
      // What the service does not look for, it has not found to be harmless.
      if (typeof score !== 'number')
        throw new ExternalFailure('unreadable', `The moderation gives no score for ${category}.`)
      return score >= threshold ? [{ category, score, threshold }] : []
    })
  if (!result.flagged) return []
  const named = Object.keys(result.categories).filter((category) => result.categories[category])
  const categories = named.length === 0 ? ['flagged'] : named
  return categories.map((category) => ({ category, score: result.category_scores[category] ?? null, threshold: null }))
}

function verdictOf(findings: readonly Finding[]): TextsVerdict {
  if (findings.length === 0) return 'allow'
  const worst = new Map<string, Finding>()
  for (const finding of findings) {
    const known = worst.get(finding.category)
    if (known === undefined || (finding.score ?? 0) > (known.score ?? 0)) worst.set(finding.category, finding)
  }
  const rules = [...worst.keys()].sort()
  return {
    action: 'block',
    reason: `The moderation found ${rules.join(', ')}.`,
    rules,
    assessments: { categories: rules.map((rule) => worst.get(rule)) },
  }
}
