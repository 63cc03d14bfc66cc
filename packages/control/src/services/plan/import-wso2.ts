import type { PlanLimit } from '@tollgate/contract/resources/limit'
import { planCreateSchema } from '@tollgate/contract/resources/plan'
import type { Wso2Policy } from '@tollgate/contract/resources/wso2-policy'
import type { PlanRecord } from '../../storage/records.ts'
import { invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'
import { createPlan } from './create.ts'

const metrics = {
  requestCount: 'requests',
  totalTokenCount: 'total-tokens',
  promptTokenCount: 'input-tokens',
  completionTokenCount: 'output-tokens',
} as const

/** A plan that limits what WSO2's policy limits. What only WSO2 knows (billing, attributes) is left out. */
export async function importWso2Policy(verb: Verb, policy: Wso2Policy): Promise<PlanRecord> {
  const { policyName, description, stopOnQuotaReach, permissions } = policy
  const roles = permissions?.roles ?? []
  if (roles.length > 0)
    throw invalidField(
      'permissions',
      `is for roles that Tollgate does not have (${roles.slice(0, 5).join(', ')}): leave it out, and say in the plan's audienceTeamIds who may choose it`,
    )
  const limits = [...quotaLimits(policy), ...burstLimits(policy)]
  const wanted = { name: policyName, description: description ?? '', limits, stopOnQuotaReach }
  const plan = planCreateSchema.safeParse(wanted)
  if (!plan.success) throw invalidField('', plan.error.issues.map(({ message }) => message).join('; '))
  return await createPlan(verb, plan.data)
}

function quotaLimits({ defaultLimit: { aiApiQuota } }: Wso2Policy): PlanLimit[] {
  const per = periodOf(aiApiQuota.timeUnit, aiApiQuota.unitTime)
  return (Object.keys(metrics) as (keyof typeof metrics)[]).flatMap((field) => {
    const limit = aiApiQuota[field]
    return limit == null ? [] : { metric: metrics[field], limit, per }
  })
}

/** WSO2 sends 0 where there is no burst limit. */
function burstLimits({ rateLimitCount, rateLimitTimeUnit }: Wso2Policy): PlanLimit[] {
  if (rateLimitCount == null || rateLimitCount <= 0) return []
  return [{ metric: 'requests', limit: rateLimitCount, per: periodOf(rateLimitTimeUnit || 'min', 1) }]
}

function periodOf(timeUnit: string, unitTime: number): string {
  const unit = timeUnit.replace(/s$/, '')
  if (unit === 'year') return `${12 * unitTime} months`
  const plain = unit === 'min' ? 'minute' : unit === 'sec' ? 'second' : unit
  return unitTime === 1 ? plain : `${unitTime} ${plain}s`
}
