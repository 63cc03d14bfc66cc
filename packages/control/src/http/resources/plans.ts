import { type Plan, planCreateSchema, planSchema, planUpdateSchema } from '@tollgate/contract/resources/plan'
import { idParamsSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import { wso2PolicySchema } from '@tollgate/contract/resources/wso2-policy'
import { z } from 'zod'
import { createPlan } from '../../services/plan/create.ts'
import { getPlan } from '../../services/plan/get.ts'
import { importWso2Policy } from '../../services/plan/import-wso2.ts'
import { listPlans } from '../../services/plan/list.ts'
import { removePlan } from '../../services/plan/remove.ts'
import { updatePlan } from '../../services/plan/update.ts'
import { shownLimit } from '../../services/plan-limits.ts'
import type { PlanRecord } from '../../storage/records.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'
import { simulatePlanRoute } from './plan-simulation.ts'

const tag = 'Plans'

export const planRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/plans',
    operationId: 'listPlans',
    summary: 'List plans',
    tag,
    access: 'plans:read',
    query: z.strictObject({
      ...pageQuery,
      search: z.string().max(100).optional().describe('part of name or description'),
    }),
    answer: pageSchema(planSchema),
    run: async (verb, { query }) => pageView(await listPlans(verb, query), planView),
  }),
  route({
    method: 'post',
    path: '/plans',
    operationId: 'createPlan',
    summary: 'Create a plan',
    tag,
    access: 'plans:manage',
    body: planCreateSchema,
    answer: planSchema,
    status: 201,
    run: async (verb, { body }) => planView(await createPlan(verb, body)),
  }),
  route({
    method: 'post',
    path: '/plans/wso2',
    operationId: 'importWso2Policy',
    summary: "Create a plan from WSO2's JSON of an AI subscription policy",
    tag,
    access: 'plans:manage',
    body: wso2PolicySchema,
    answer: planSchema,
    status: 201,
    run: async (verb, { body }) => planView(await importWso2Policy(verb, body)),
  }),
  simulatePlanRoute,
  route({
    method: 'get',
    path: '/plans/{id}',
    operationId: 'getPlan',
    summary: 'Read a plan',
    tag,
    access: 'plans:read',
    params: idParamsSchema,
    answer: planSchema,
    run: async (verb, { params }) => planView(await getPlan(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/plans/{id}',
    operationId: 'updatePlan',
    summary: 'Change a plan; what is not given stays',
    tag,
    access: 'plans:manage',
    params: idParamsSchema,
    body: planUpdateSchema,
    answer: planSchema,
    run: async (verb, { params, body }) => planView(await updatePlan(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/plans/{id}',
    operationId: 'deletePlan',
    summary: 'Delete a plan that nothing uses',
    tag,
    access: 'plans:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removePlan(verb, params.id)
      return undefined
    },
  }),
]

function planView(plan: PlanRecord): Plan {
  const { name, description, limits, concurrencyMax, stopOnQuotaReach, warnAt } = plan
  const { outputTokensMax, models, approval, audienceTeamIds, managedBy } = plan
  return {
    ...baseView(plan),
    name,
    description,
    limits: limits.map(shownLimit),
    concurrency: concurrencyMax,
    stopOnQuotaReach,
    warnAt: [...warnAt],
    outputCap: outputTokensMax,
    models: models === null ? null : [...models],
    approval,
    audienceTeamIds: audienceTeamIds === null ? null : [...audienceTeamIds],
    managedBy,
  }
}
