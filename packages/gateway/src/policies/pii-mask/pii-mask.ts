import { maskHooks } from '../../masking/mask-hooks.ts'
import { definePolicy } from '../../pipeline/policy.ts'
import { narrowedBy } from '../../pipeline/text-selection.ts'
import { type PiiMaskConfig, piiMaskConfig, specOf } from './schema.ts'

export const piiMask = definePolicy({
  name: 'pii-mask',
  summary: 'Masks personal data in what goes to the provider, and gives it back in the answer.',
  kind: 'guardrail',
  config: piiMaskConfig,
  needs: (config) => ({
    request: config.flow === 'response' ? 'none' : 'whole',
    response: config.flow === 'request' && isRedacting(config) ? 'none' : 'events',
  }),
  onFailure: 'reject',
  create: (config, deps) =>
    maskHooks(
      {
        detectors: deps.scanner.compile(specOf(config)),
        flow: config.flow,
        redact: isRedacting(config),
        select: narrowedBy(config.jsonPath),
      },
      deps,
    ),
})

function isRedacting({ redact, redactPII }: PiiMaskConfig): boolean {
  return redact || redactPII === true
}
