import { externalGuardrail } from '../../external/external-guardrail.ts'
import { definePolicy } from '../../pipeline/policy.ts'
import { moderationService } from './moderation-service.ts'
import { openaiModerationConfig } from './schema.ts'

export const openaiModeration = definePolicy({
  name: 'openai-moderation',
  summary: "Refuses requests and answers that OpenAI's moderation finds harmful.",
  kind: 'guardrail',
  config: openaiModerationConfig,
  needs: ({ flow }) => ({
    request: flow === 'response' ? 'none' : 'whole',
    response: flow === 'request' ? 'none' : 'events',
  }),
  onFailure: 'reject',
  failsOpen: ({ passthroughOnError }) => passthroughOnError,
  create: (config, deps) =>
    externalGuardrail(
      {
        service: moderationService(config, deps.external),
        policy: 'openai-moderation',
        type: 'OPENAI_MODERATION_GUARDRAIL',
        config,
      },
      deps,
    ),
})
