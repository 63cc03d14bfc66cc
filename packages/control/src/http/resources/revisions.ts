import { idParamsSchema, idSchema } from '@tollgate/contract/resources/resource'
import {
  type ApiRevision,
  apiRevisionDetailSchema,
  apiRevisionListSchema,
  type Deployment,
  deploymentCreateSchema,
  deploymentListSchema,
  deploymentSchema,
  restoreAnswerSchema,
} from '@tollgate/contract/resources/revision'
import { z } from 'zod'
import { deployApi } from '../../services/revision/deploy.ts'
import type { PlacedRevision } from '../../services/revision/find-revision.ts'
import { getRevision } from '../../services/revision/get.ts'
import { listRevisions } from '../../services/revision/list.ts'
import { listDeployments, type ShownDeployment } from '../../services/revision/list-deployments.ts'
import { removeRevision } from '../../services/revision/remove.ts'
import { restoreRevision } from '../../services/revision/restore.ts'
import { undeployApi } from '../../services/revision/undeploy.ts'
import { baseView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'
import { apiView } from './apis.ts'

const tag = 'Revisions and deployments'
const revisionParams = z.strictObject({ id: idSchema, revisionId: idSchema })
const deploymentParams = z.strictObject({ id: idSchema, environmentId: idSchema })

export const revisionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/apis/{id}/deployments',
    operationId: 'listDeployments',
    summary: 'List which revision each environment has',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: deploymentListSchema,
    run: async (verb, { params }) => ({ items: (await listDeployments(verb, params.id)).map(deploymentView) }),
  }),
  route({
    method: 'post',
    path: '/apis/{id}/deployments',
    operationId: 'deployApi',
    summary: 'Deploy the working copy, or an older revision, to an environment',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: deploymentCreateSchema,
    answer: deploymentSchema,
    status: 201,
    run: async (verb, { params, body }) => deploymentView(await deployApi(verb, { apiId: params.id, input: body })),
  }),
  route({
    method: 'delete',
    path: '/apis/{id}/deployments/{environmentId}',
    operationId: 'undeployApi',
    summary: 'Take an API from an environment',
    tag,
    access: 'apis:manage',
    params: deploymentParams,
    run: async (verb, { params }) => {
      await undeployApi(verb, { apiId: params.id, environmentId: params.environmentId })
      return undefined
    },
  }),
  route({
    method: 'get',
    path: '/apis/{id}/revisions',
    operationId: 'listRevisions',
    summary: 'List the revisions of an API, the newest first',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: apiRevisionListSchema,
    run: async (verb, { params }) => ({ items: (await listRevisions(verb, params.id)).map(revisionView) }),
  }),
  route({
    method: 'get',
    path: '/apis/{id}/revisions/{revisionId}',
    operationId: 'getRevision',
    summary: 'Read a revision with its content',
    tag,
    access: 'apis:read',
    params: revisionParams,
    answer: apiRevisionDetailSchema,
    run: async (verb, { params }) => {
      const placed = await getRevision(verb, { apiId: params.id, revisionId: params.revisionId })
      return { ...revisionView(placed), content: placed.revision.content }
    },
  }),
  route({
    method: 'post',
    path: '/apis/{id}/revisions/{revisionId}/restore',
    operationId: 'restoreRevision',
    summary: 'Make the working copy what a revision holds; nothing is deployed by it',
    tag,
    access: 'apis:manage',
    params: revisionParams,
    answer: restoreAnswerSchema,
    run: async (verb, { params }) => {
      const { api, missing } = await restoreRevision(verb, { apiId: params.id, revisionId: params.revisionId })
      return { ...apiView(api), missing: [...missing] }
    },
  }),
  route({
    method: 'delete',
    path: '/apis/{id}/revisions/{revisionId}',
    operationId: 'deleteRevision',
    summary: 'Delete a revision that is not deployed',
    tag,
    access: 'apis:manage',
    params: revisionParams,
    run: async (verb, { params }) => {
      await removeRevision(verb, { apiId: params.id, revisionId: params.revisionId })
      return undefined
    },
  }),
]

function revisionView({ revision, environmentIds }: PlacedRevision): ApiRevision {
  const { id, apiId, number, contentHash, authorName, note, createdAt } = revision
  return {
    ...{ id, apiId, number, contentHash, authorName, note },
    createdAt: shownTime(createdAt),
    environmentIds: [...environmentIds],
  }
}

function deploymentView({ deployment, revisionNumber, isWorkingCopy }: ShownDeployment): Deployment {
  const { apiId, environmentId, revisionId, deployedBy } = deployment
  return { ...baseView(deployment), apiId, environmentId, revisionId, revisionNumber, deployedBy, isWorkingCopy }
}
