import {
  type Quota,
  quotaCreateSchema,
  quotaQuerySchema,
  quotaSchema,
  quotaUpdateSchema,
} from '@tollgate/contract/resources/quota'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { shownLimit } from '../../services/plan-limits.ts'
import { createQuota } from '../../services/quota/create.ts'
import { type DescribedQuota, describeQuota } from '../../services/quota/describe.ts'
import { getQuota } from '../../services/quota/get.ts'
import { listQuotas } from '../../services/quota/list.ts'
import { removeQuota } from '../../services/quota/remove.ts'
import { resetQuota } from '../../services/quota/reset.ts'
import { updateQuota } from '../../services/quota/update.ts'
import { readerOf, type Verb } from '../../services/verb.ts'
import type { QuotaRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Quotas'

export const quotaRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/quotas',
    operationId: 'listQuotas',
    summary: 'List quotas: all, or those that count oneself',
    tag,
    access: 'quotas:read',
    query: quotaQuerySchema,
    answer: pageSchema(quotaSchema),
    run: async (verb, { query }) => pageView(await listQuotas(verb, query), quotaView),
  }),
  route({
    method: 'post',
    path: '/quotas',
    operationId: 'createQuota',
    summary: 'Limit the calls of a team, a person, an application, a model, … beside their plans',
    tag,
    access: 'quotas:manage',
    body: quotaCreateSchema,
    answer: quotaSchema,
    status: 201,
    run: async (verb, { body }) => await shown(verb, await createQuota(verb, body)),
  }),
  route({
    method: 'get',
    path: '/quotas/{id}',
    operationId: 'getQuota',
    summary: 'Read a quota',
    tag,
    access: 'quotas:read',
    params: idParamsSchema,
    answer: quotaSchema,
    run: async (verb, { params }) => quotaView(await getQuota(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/quotas/{id}',
    operationId: 'updateQuota',
    summary: 'Change a quota; what is not given stays, and so does what was used',
    tag,
    access: 'quotas:manage',
    params: idParamsSchema,
    body: quotaUpdateSchema,
    answer: quotaSchema,
    run: async (verb, { params, body }) => await shown(verb, await updateQuota(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/quotas/{id}',
    operationId: 'deleteQuota',
    summary: 'Delete a quota',
    tag,
    access: 'quotas:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeQuota(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'post',
    path: '/quotas/{id}/reset',
    operationId: 'resetQuota',
    summary: 'Give a quota back whole, for everybody it counts',
    tag,
    access: 'quotas:manage',
    params: idParamsSchema,
    answer: quotaSchema,
    run: async (verb, { params }) => await shown(verb, await resetQuota(verb, params.id)),
  }),
]

async function shown(verb: Verb, quota: QuotaRecord): Promise<Quota> {
  return quotaView(await describeQuota(readerOf(verb), quota))
}

function quotaView({ quota, subjectName }: DescribedQuota): Quota {
  const { name, scope, subject, limits, concurrencyMax, stopOnQuotaReach, warnAt, resetAt, managedBy } = quota
  return {
    ...baseView(quota),
    name,
    scope,
    subject: subjectName,
    subjectId: subject,
    limits: limits.map(shownLimit),
    concurrency: concurrencyMax,
    stopOnQuotaReach,
    warnAt: [...warnAt],
    resetAt: shownTime(resetAt),
    managedBy,
  }
}
