import {
  type DenyRule,
  denyRuleCreateSchema,
  denyRuleQuerySchema,
  denyRuleSchema,
  denyRuleUpdateSchema,
} from '@tollgate/contract/resources/deny-rule'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { createDenyRule } from '../../services/deny-rule/create.ts'
import { getDenyRule } from '../../services/deny-rule/get.ts'
import { listDenyRules } from '../../services/deny-rule/list.ts'
import { removeDenyRule } from '../../services/deny-rule/remove.ts'
import { updateDenyRule } from '../../services/deny-rule/update.ts'
import type { DenyRuleRecord } from '../../storage/records.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Deny rules'

export const denyRuleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/deny-rules',
    operationId: 'listDenyRules',
    summary: 'List the rules that refuse calls whatever their plan',
    tag,
    access: 'deny-rules:read',
    query: denyRuleQuerySchema,
    answer: pageSchema(denyRuleSchema),
    run: async (verb, { query }) => pageView(await listDenyRules(verb, query), ruleView),
  }),
  route({
    method: 'post',
    path: '/deny-rules',
    operationId: 'createDenyRule',
    summary: 'Refuse the calls of an API, an application, a person or from addresses, at once',
    tag,
    access: 'deny-rules:manage',
    body: denyRuleCreateSchema,
    answer: denyRuleSchema,
    status: 201,
    run: async (verb, { body }) => ruleView(await createDenyRule(verb, body)),
  }),
  route({
    method: 'get',
    path: '/deny-rules/{id}',
    operationId: 'getDenyRule',
    summary: 'Read a deny rule',
    tag,
    access: 'deny-rules:read',
    params: idParamsSchema,
    answer: denyRuleSchema,
    run: async (verb, { params }) => ruleView(await getDenyRule(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/deny-rules/{id}',
    operationId: 'updateDenyRule',
    summary: 'Change a deny rule, or switch it off and on; what is not given stays',
    tag,
    access: 'deny-rules:manage',
    params: idParamsSchema,
    body: denyRuleUpdateSchema,
    answer: denyRuleSchema,
    run: async (verb, { params, body }) => ruleView(await updateDenyRule(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/deny-rules/{id}',
    operationId: 'deleteDenyRule',
    summary: 'Delete a deny rule: what it refused is let through again',
    tag,
    access: 'deny-rules:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeDenyRule(verb, params.id)
      return undefined
    },
  }),
]

function ruleView(rule: DenyRuleRecord): DenyRule {
  const { name, apiId, applicationId, person, addresses, isInverted, isEnabled, managedBy } = rule
  return {
    ...baseView(rule),
    ...{ name, apiId, applicationId, person, isInverted, isEnabled, managedBy },
    addresses: addresses === null ? null : [...addresses],
  }
}
