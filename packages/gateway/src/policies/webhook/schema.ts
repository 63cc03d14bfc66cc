import { z } from 'zod'
import { serviceFields, serviceSecret, serviceUrl } from '../../external/service-fields.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'

export const webhookConfig = z.strictObject({
  ...guardrailFields,
  url: serviceUrl.describe('where the texts are posted to'),
  secret: serviceSecret
    .optional()
    .describe(
      "name of a secret in the gateway's file of service secrets, with which every call is signed; without it calls are not signed",
    ),
  ...serviceFields,
  onError: z
    .enum(['block', 'allow'])
    .optional()
    .describe("the incumbent's name for `onFailure`, which goes before it: block rejects, allow skips"),
})
export type WebhookConfig = z.infer<typeof webhookConfig>
