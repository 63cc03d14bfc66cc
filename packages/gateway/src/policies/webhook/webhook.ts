import { externalGuardrail } from '../../external/external-guardrail.ts'
import { definePolicy } from '../../pipeline/policy.ts'
import { webhookConfig } from './schema.ts'
import { webhookService } from './webhook-service.ts'

export const webhook = definePolicy({
  name: 'webhook',
  summary:
    'Asks a service of your own about the texts of requests and answers: it lets them pass, changes them or refuses.',
  kind: 'guardrail',
  config: webhookConfig,
  needs: ({ flow }) => ({
    request: flow === 'response' ? 'none' : 'whole',
    response: flow === 'request' ? 'none' : 'events',
  }),
  onFailure: 'reject',
  failsOpen: ({ onError }) => onError === 'allow',
  create: (config, deps) =>
    externalGuardrail(
      {
        service: webhookService({ config, external: deps.external, now: deps.now }),
        policy: 'webhook',
        type: 'WEBHOOK_GUARDRAIL',
        config,
      },
      deps,
    ),
})
