import { maskHooks } from '../../masking/mask-hooks.ts'
import { definePolicy } from '../../pipeline/policy.ts'
import { narrowedBy } from '../../pipeline/text-selection.ts'
import { blockHooks } from './block-hooks.ts'
import { secretsConfig, specOf } from './schema.ts'

export const secrets = definePolicy({
  name: 'secrets',
  summary: 'Refuses or masks keys, tokens, passwords and private keys.',
  kind: 'guardrail',
  config: secretsConfig,
  needs: ({ flow, action }) => ({
    request: flow === 'response' ? 'none' : 'whole',
    response: flow === 'request' && action !== 'mask' ? 'none' : 'events',
  }),
  onFailure: 'reject',
  create: (config, deps) => {
    const detectors = deps.scanner.compile(specOf(config))
    const select = narrowedBy(config.jsonPath)
    if (config.action === 'block') return blockHooks(config, { detectors, select, deps })
    return maskHooks({ detectors, select, flow: config.flow, redact: config.action === 'redact' }, deps)
  },
})
