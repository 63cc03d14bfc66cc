import type { ApiListed } from '@tollgate/contract/resources/api'
import type { Application } from '@tollgate/contract/resources/application'
import type { Endpoint } from '@tollgate/contract/resources/endpoint'
import { useAnswer } from '../../client/use-answer.ts'

/** What there is already: each line of the set-up is done as far as this says so. */
export interface FirstRun {
  readonly api: ApiListed | undefined
  readonly endpoint: Endpoint | undefined
  readonly isDeployed: boolean
  readonly hasPolicies: boolean
  readonly application: Application | undefined
}

/** The first API, with what belongs to it; undefined until it is known. */
export function useFirstRun(): FirstRun | undefined {
  const apis = useAnswer('listApis', { query: { limit: 200 } })
  const applications = useAnswer('listApplications', { query: { limit: 200 } })
  const api = apis.data?.items.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt))[0]
  const isOn = api !== undefined
  const params = { id: api?.id ?? '' }
  const endpoints = useAnswer('listEndpoints', { params }, { isOn })
  const deployments = useAnswer('listDeployments', { params }, { isOn })
  const policies = useAnswer('listApiPolicies', { params }, { isOn })
  if (apis.data === undefined || applications.data === undefined) return undefined
  if (isOn && (endpoints.data === undefined || deployments.data === undefined || policies.data === undefined))
    return undefined
  return {
    api,
    endpoint: endpoints.data?.items.find(({ stage }) => stage === 'production'),
    isDeployed: (deployments.data?.items.length ?? 0) > 0,
    hasPolicies: (policies.data?.items.length ?? 0) > 0,
    application: applications.data.items.find(({ kind }) => kind !== 'personal') ?? applications.data.items[0],
  }
}
