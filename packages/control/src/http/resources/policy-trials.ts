import { policyReplayCreateSchema, policyReplaySchema } from '@tollgate/contract/resources/policy-replay'
import { policyTrialCreateSchema, policyTrialSchema } from '@tollgate/contract/resources/policy-trial'
import { replayPolicy } from '../../services/policy-attachment/replay.ts'
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
  route({
    method: 'post',
    path: '/policies/replay',
    operationId: 'replayPolicy',
    summary: 'Put the last requests that an API kept through a policy, and read which it would refuse or change',
    tag: 'Policies',
    access: 'apis:manage',
    body: policyReplayCreateSchema,
    answer: policyReplaySchema,
    run: (verb, { body }) => replayPolicy(verb, body),
  }),
]
