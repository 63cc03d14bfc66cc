import {
  type PolicyAttachment,
  policyAttachmentCreateSchema,
  policyAttachmentListSchema,
  policyAttachmentSchema,
  policyAttachmentUpdateSchema,
  policyOrderSchema,
  policyTypeListSchema,
  policyTypeParamsSchema,
  policyTypeSchema,
} from '@tollgate/contract/resources/policy-attachment'
import { idParamsSchema } from '@tollgate/contract/resources/resource'
import { attachPolicy } from '../../services/policy-attachment/attach.ts'
import { getAttachment } from '../../services/policy-attachment/get.ts'
import { getPolicyType } from '../../services/policy-attachment/get-type.ts'
import { listAttachments } from '../../services/policy-attachment/list.ts'
import { listPolicyTypes } from '../../services/policy-attachment/list-types.ts'
import { removeAttachment } from '../../services/policy-attachment/remove.ts'
import { reorderAttachments } from '../../services/policy-attachment/reorder.ts'
import { updateAttachment } from '../../services/policy-attachment/update.ts'
import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import { baseView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Policies'

export const policyAttachmentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/policy-types',
    operationId: 'listPolicyTypes',
    summary: 'List the policies that there are, with the JSON schema of their configuration',
    tag,
    access: 'apis:read',
    answer: policyTypeListSchema,
    run: async (verb) => ({ items: await listPolicyTypes(verb) }),
  }),
  route({
    method: 'get',
    path: '/policy-types/{name}',
    operationId: 'getPolicyType',
    summary: 'Read what a policy does, reads and takes as its configuration',
    tag,
    access: 'apis:read',
    params: policyTypeParamsSchema,
    answer: policyTypeSchema,
    run: (verb, { params }) => getPolicyType(verb, params.name),
  }),
  route({
    method: 'get',
    path: '/policies',
    operationId: 'listOrganisationPolicies',
    summary: 'List the policies of the organisation, in the order in which they run',
    tag,
    access: 'apis:read',
    answer: policyAttachmentListSchema,
    run: async (verb) => listView(await listAttachments(verb, null)),
  }),
  route({
    method: 'post',
    path: '/policies',
    operationId: 'attachOrganisationPolicy',
    summary: 'Attach a policy to every API; in force at once',
    tag,
    access: 'apis:manage',
    body: policyAttachmentCreateSchema,
    answer: policyAttachmentSchema,
    status: 201,
    run: async (verb, { body }) => attachmentView(await attachPolicy(verb, { apiId: null, input: body })),
  }),
  route({
    method: 'put',
    path: '/policies/order',
    operationId: 'orderOrganisationPolicies',
    summary: 'Say in which order the policies of the organisation run',
    tag,
    access: 'apis:manage',
    body: policyOrderSchema,
    answer: policyAttachmentListSchema,
    run: async (verb, { body }) => listView(await reorderAttachments(verb, { apiId: null, ids: body.ids })),
  }),
  route({
    method: 'get',
    path: '/apis/{id}/policies',
    operationId: 'listApiPolicies',
    summary: 'List the policies of an API, in the order in which they run',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: policyAttachmentListSchema,
    run: async (verb, { params }) => listView(await listAttachments(verb, params.id)),
  }),
  route({
    method: 'post',
    path: '/apis/{id}/policies',
    operationId: 'attachApiPolicy',
    summary: 'Attach a policy to an API; in force with its next deployment',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: policyAttachmentCreateSchema,
    answer: policyAttachmentSchema,
    status: 201,
    run: async (verb, { params, body }) => attachmentView(await attachPolicy(verb, { apiId: params.id, input: body })),
  }),
  route({
    method: 'put',
    path: '/apis/{id}/policies/order',
    operationId: 'orderApiPolicies',
    summary: 'Say in which order the policies of an API run',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: policyOrderSchema,
    answer: policyAttachmentListSchema,
    run: async (verb, { params, body }) =>
      listView(await reorderAttachments(verb, { apiId: params.id, ids: body.ids })),
  }),
  route({
    method: 'get',
    path: '/policies/{id}',
    operationId: 'getPolicy',
    summary: 'Read an attached policy, of an API or of the organisation',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: policyAttachmentSchema,
    run: async (verb, { params }) => attachmentView(await getAttachment(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/policies/{id}',
    operationId: 'updatePolicy',
    summary: 'Change an attached policy; what is not given stays',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: policyAttachmentUpdateSchema,
    answer: policyAttachmentSchema,
    run: async (verb, { params, body }) =>
      attachmentView(await updateAttachment(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/policies/{id}',
    operationId: 'removePolicy',
    summary: 'Take a policy off',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeAttachment(verb, params.id)
      return undefined
    },
  }),
]

function listView(attachments: readonly PolicyAttachmentRecord[]): { items: PolicyAttachment[] } {
  return { items: attachments.map(attachmentView) }
}

function attachmentView(attachment: PolicyAttachmentRecord): PolicyAttachment {
  const { apiId, policy, config, condition, mode, onFailure, position, managedBy } = attachment
  const when =
    condition === null
      ? null
      : Object.fromEntries(Object.entries(condition).map(([name, values]) => [name, [...(values ?? [])]]))
  return { ...baseView(attachment), apiId, policy, config, when, mode, onFailure, position, managedBy }
}
