import { policyTrialCreateSchema, policyTrialSchema } from '@tollgate/contract/resources/policy-trial'
import { tryPolicies } from '../../services/policy-attachment/try.ts'
import { type Route, route } from '../route.ts'

export const policyTrialRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/policies/try',
    operationId: 'tryPolicies',
    summary: 'Put a prompt, a request or an answer through policies, and read what came of it; no provider is asked',
    tag: 'Policies',
    access: 'apis:manage',
    body: policyTrialCreateSchema,
    answer: policyTrialSchema,
    run: (verb, { body }) => tryPolicies(verb, body),
  }),
]
