import { changed, definePolicy } from '../../pipeline/policy.ts'
import { type Refusal, refuse } from '../../pipeline/refusal.ts'
import { limitsOf } from './limits.ts'
import { requestLimitsConfig } from './schema.ts'

const name = 'request-limits'

export const requestLimits = definePolicy({
  name,
  summary: 'Bounds what a call may ask for: output tokens, reasoning effort, tools, and other parameters.',
  kind: 'guardrail',
  config: requestLimitsConfig,
  needs: { request: 'whole', response: 'none' },
  onFailure: 'reject',
  create(config, deps) {
    const limits = limitsOf(config)
    return {
      onRequest(x) {
        const { view } = x
        if (view === null) return undefined
        let isChanged = false
        for (const limit of limits) {
          const outcome = limit.check(view)
          if (outcome === 'kept') continue
          deps.found(x, limit.name)
          if (outcome !== 'changed') return refuseCall(outcome.reason)
          isChanged = true
        }
        return isChanged ? changed : undefined
      },
    }
  },
})

function refuseCall(reason: string): Refusal {
  return refuse(
    'guardrail_blocked',
    `The rule ${name} of this API refused the call: ${reason}. Change the settings of the agent, or ask the publisher of the API.`,
    { intervention: { name, type: 'REQUEST_LIMITS', direction: 'REQUEST', reason: `${reason}.` } },
  )
}
