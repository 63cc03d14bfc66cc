import { useQueryClient } from '@tanstack/react-query'
import type { PolicyAttachment } from '@tollgate/contract/resources/policy-attachment'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'

/** Whose policies: of one API; null: of every API of the organisation. */
export type PolicyScope = string | null

/** The policies of a scope, in the order in which they run. */
export function usePolicies(scope: PolicyScope) {
  const ofApi = useAnswer('listApiPolicies', { params: { id: scope ?? '' } }, { isOn: scope !== null })
  const ofOrganisation = useAnswer('listOrganisationPolicies', {}, { isOn: scope === null })
  return scope === null ? ofOrganisation : ofApi
}

/** Says in which order they run; what is shown is in that order at once. */
export function useReorder(scope: PolicyScope) {
  const client = useQueryClient()
  const ofApi = useChange('orderApiPolicies', {
    says: () => whenInForce('The order is changed', scope),
    afterwards: (answer) => client.setQueryData(['listApiPolicies', { params: { id: scope ?? '' } }], answer),
  })
  const ofOrganisation = useChange('orderOrganisationPolicies', {
    says: () => whenInForce('The order is changed', scope),
    afterwards: (answer) => client.setQueryData(['listOrganisationPolicies', {}], answer),
  })
  const { isPending, variables } = scope === null ? ofOrganisation : ofApi
  return {
    reorder: (ids: string[]) =>
      scope === null
        ? ofOrganisation.mutate({ body: { ids } })
        : ofApi.mutate({ params: { id: scope }, body: { ids } }),
    /** What was asked for and is not answered yet. */
    asked: isPending ? variables?.body.ids : undefined,
  }
}

/** Those of the organisation are in force at once, those of an API with its next deployment. */
export function whenInForce(what: string, scope: PolicyScope): string {
  return scope === null ? `${what}. In force now, on every API.` : `${what}. It waits for the next deployment.`
}

export function inAskedOrder(
  policies: readonly PolicyAttachment[],
  asked: readonly string[] | undefined,
): readonly PolicyAttachment[] {
  if (asked === undefined) return policies
  return policies.toSorted((one, other) => asked.indexOf(one.id) - asked.indexOf(other.id))
}
