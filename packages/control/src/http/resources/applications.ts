import {
  type Application,
  applicationCreateSchema,
  applicationKindSchema,
  applicationSchema,
  applicationTransferSchema,
  applicationUpdateSchema,
} from '@tollgate/contract/resources/application'
import { idParamsSchema, idSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import { createApplication } from '../../services/application/create.ts'
import { type DescribedApplication, describeApplication } from '../../services/application/describe.ts'
import { getApplication } from '../../services/application/get.ts'
import { listApplications } from '../../services/application/list.ts'
import { removeApplication } from '../../services/application/remove.ts'
import { transferApplication } from '../../services/application/transfer.ts'
import { updateApplication } from '../../services/application/update.ts'
import type { Verb } from '../../services/verb.ts'
import type { ApplicationRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Applications'

export const applicationRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/applications',
    operationId: 'listApplications',
    summary: "List applications: one's own, one's teams', and those that one's roles show",
    tag,
    access: 'signed-in',
    query: z.strictObject({
      ...pageQuery,
      search: z.string().max(100).optional().describe('part of the name'),
      kind: applicationKindSchema.optional(),
      teamId: idSchema.optional(),
      ownerId: idSchema.optional(),
    }),
    answer: pageSchema(applicationSchema),
    run: async (verb, { query }) => pageView(await listApplications(verb, query), applicationView),
  }),
  route({
    method: 'post',
    path: '/applications',
    operationId: 'createApplication',
    summary: 'Create an application',
    tag,
    access: 'applications:own',
    body: applicationCreateSchema,
    answer: applicationSchema,
    status: 201,
    run: async (verb, { body }) => await shown(verb, await createApplication(verb, body)),
  }),
  route({
    method: 'get',
    path: '/applications/{id}',
    operationId: 'getApplication',
    summary: 'Read an application',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: applicationSchema,
    run: async (verb, { params }) => applicationView(await getApplication(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/applications/{id}',
    operationId: 'updateApplication',
    summary: 'Change an application; what is not given stays',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: applicationUpdateSchema,
    answer: applicationSchema,
    run: async (verb, { params, body }) =>
      await shown(verb, await updateApplication(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'post',
    path: '/applications/{id}/transfer',
    operationId: 'transferApplication',
    summary: 'Give an application to a team, with its keys and subscriptions',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: applicationTransferSchema,
    answer: applicationSchema,
    run: async (verb, { params, body }) => {
      const transferred = await transferApplication(verb, { id: params.id, input: body })
      return await shown(verb, transferred)
    },
  }),
  route({
    method: 'delete',
    path: '/applications/{id}',
    operationId: 'deleteApplication',
    summary: 'Delete an application',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    query: z.strictObject({
      cascade: z
        .enum(['true', 'false'])
        .default('false')
        .describe('true: with its active keys and subscriptions, which are gone at once'),
    }),
    run: async (verb, { params, query }) => {
      await removeApplication(verb, { id: params.id, cascade: query.cascade === 'true' })
      return undefined
    },
  }),
]

async function shown(verb: Verb, application: ApplicationRecord): Promise<Application> {
  return applicationView(await describeApplication(verb, application))
}

function applicationView({ application, lastUsedAt, ...described }: DescribedApplication): Application {
  const { name, kind, teamId, ownerId, costCentre, managedBy } = application
  const { teamName, ownerName, keyCount, subscriptionCount } = described
  return {
    ...baseView(application),
    ...{ name, kind, teamId, teamName, ownerId, ownerName, costCentre },
    ...{ keyCount, subscriptionCount },
    lastUsedAt: shownTime(lastUsedAt),
    managedBy,
  }
}
