import type { Api } from '@tollgate/contract/resources/api'
import type { Endpoint } from '@tollgate/contract/resources/endpoint'
import type { Deployment } from '@tollgate/contract/resources/revision'
import type { UsageAmounts } from '@tollgate/contract/resources/usage'
import type { ApiTab } from '../../ui/api-tabs.ts'
import { counted, shownShare } from '../../ui/numbers.ts'

export interface FoundProblem {
  readonly says: string
  readonly action: string
  /** Where it is put right. */
  readonly tab: ApiTab | 'calls'
}

export interface ApiFacts {
  readonly api: Pick<Api, 'state' | 'planIds'>
  readonly endpoints: readonly Pick<Endpoint, 'name' | 'stage' | 'credentialId' | 'isDemo'>[]
  readonly deployments: readonly Pick<Deployment, 'isWorkingCopy'>[]
  readonly day: UsageAmounts | undefined
}

/** From this share of failed calls on somebody should look. */
const failedShare = 0.05

/** What of an API is not as its people would expect, the worst first. */
export function findProblems({ api, endpoints, deployments, day }: ApiFacts): readonly FoundProblem[] {
  if (api.state === 'retired') return []
  return [
    ...problemsOfCalls(day),
    ...problemsOfEndpoints(endpoints),
    ...problemsOfDeployments(deployments),
    ...(api.planIds.length === 0
      ? [{ says: 'No plan is offered, so nobody can subscribe.', action: 'Offer plans', tab: 'settings' as const }]
      : []),
  ]
}

function problemsOfCalls(day: UsageAmounts | undefined): readonly FoundProblem[] {
  if (day === undefined || day.calls === 0) return []
  const found: FoundProblem[] = []
  if (day.failed / day.calls >= failedShare)
    found.push({
      says: `${shownShare(day.failed, day.calls)} of the calls of the last 24 hours failed.`,
      action: 'See them',
      tab: 'calls',
    })
  if (day.unpricedCalls > 0)
    found.push({
      says: `${counted(day.unpricedCalls, 'call')} used models without a price: their money is not counted.`,
      action: 'Settings',
      tab: 'settings',
    })
  return found
}

function problemsOfEndpoints(endpoints: ApiFacts['endpoints']): readonly FoundProblem[] {
  const found: FoundProblem[] = []
  const add = (says: string) => found.push({ says, action: 'Endpoints', tab: 'endpoints' })
  if (!endpoints.some(({ stage }) => stage === 'production'))
    add('There is no production endpoint: calls with production keys have nowhere to go.')
  for (const { name, credentialId, isDemo } of endpoints) {
    if (isDemo) add(`The demo provider answers in place of ${name}, until you give it a credential.`)
    else if (credentialId === null) add(`${name} has no credential: its calls go out without one.`)
  }
  return found
}

function problemsOfDeployments(deployments: ApiFacts['deployments']): readonly FoundProblem[] {
  if (deployments.length === 0)
    return [{ says: 'It is deployed nowhere: no gateway serves it.', action: 'Deploy', tab: 'deployments' }]
  if (deployments.some(({ isWorkingCopy }) => !isWorkingCopy))
    return [{ says: 'The draft was changed and the change is not deployed.', action: 'Compare', tab: 'deployments' }]
  return []
}
