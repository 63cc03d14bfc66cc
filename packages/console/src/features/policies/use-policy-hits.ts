import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import type { PolicyScope } from './policy-scope.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

export interface PolicyHit {
  readonly policy: string
  readonly verdict: string
  readonly hits: number
}

/** What policies refused or changed in the last 24 hours, or would have. undefined: not known, or not for these eyes. */
export function usePolicyHits(scope: PolicyScope): readonly PolicyHit[] | undefined {
  const may = useMay()
  // In whole hours, so that the same question is asked until the next one begins.
  const to = Math.ceil(Date.now() / hourMs) * hourMs
  const { data } = useAnswer(
    'getUsageGuardrails',
    {
      query: {
        from: new Date(to - dayMs).toISOString(),
        to: new Date(to).toISOString(),
        ...(scope === null ? {} : { api: [scope] }),
      },
    },
    { isOn: may('usage:read') },
  )
  return data?.byPolicy
}
