import { z } from 'zod'
import { serviceFields, serviceSecret, serviceUrl } from '../../external/service-fields.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'

/** OpenAI's categories of harm. One that is added later is found under `flagged`. */
export const moderationCategories = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const

const threshold = z.number().min(0).max(1)

export const openaiModerationConfig = z.strictObject({
  ...guardrailFields,
  secret: serviceSecret.describe(
    "name of the API key in the gateway's file of service secrets, beside the origin of `baseUrl`",
  ),
  baseUrl: serviceUrl
    .default('https://api.openai.com/v1')
    .describe('where `/moderations` is: OpenAI, or a service that speaks the same'),
  model: z.string().min(1).max(200).default('omni-moderation-latest').describe('the model that judges'),
  categories: z
    .partialRecord(z.enum(moderationCategories), threshold)
    .refine((given) => Object.keys(given).length > 0, 'names no category: leave it out, and the service decides')
    .optional()
    .describe(
      'scores from 0 to 1 by category: a text with this score or a higher one is refused, and no other category counts; without it, what the service flags is refused',
    ),
  ...serviceFields,
  passthroughOnError: z
    .boolean()
    .default(false)
    .describe("the incumbent's name for `onFailure: skip`; the attachment's `onFailure` goes before it"),
})
export type OpenaiModerationConfig = z.infer<typeof openaiModerationConfig>
