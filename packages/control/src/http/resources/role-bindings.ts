import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import {
  type RoleBinding,
  roleBindingCreateSchema,
  roleBindingQuerySchema,
  roleBindingSchema,
  roleListSchema,
} from '@tollgate/contract/resources/role-binding'
import { type DescribedBinding, describeBinding } from '../../services/role-binding/describe.ts'
import { getRoleBinding } from '../../services/role-binding/get.ts'
import { grantRole } from '../../services/role-binding/grant.ts'
import { listRoleBindings } from '../../services/role-binding/list.ts'
import { explainRoles } from '../../services/role-binding/list-roles.ts'
import { revokeRole } from '../../services/role-binding/revoke.ts'
import { readerOf } from '../../services/verb.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Roles'

export const roleBindingRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/roles',
    operationId: 'listRoles',
    summary: 'What each role may do',
    tag,
    access: 'signed-in',
    answer: roleListSchema,
    run: async () => ({ items: explainRoles().map((role) => ({ ...role, permissions: [...role.permissions] })) }),
  }),
  route({
    method: 'get',
    path: '/role-bindings',
    operationId: 'listRoleBindings',
    summary: 'List who has which role, and where',
    tag,
    access: 'people:read',
    query: roleBindingQuerySchema,
    answer: pageSchema(roleBindingSchema),
    run: async (verb, { query }) => pageView(await listRoleBindings(verb, query), bindingView),
  }),
  route({
    method: 'post',
    path: '/role-bindings',
    operationId: 'grantRole',
    summary: 'Give a person or a team a role; nobody gives what they do not have',
    tag,
    access: 'people:manage',
    body: roleBindingCreateSchema,
    answer: roleBindingSchema,
    status: 201,
    run: async (verb, { body }) => bindingView(await describeBinding(readerOf(verb), await grantRole(verb, body))),
  }),
  route({
    method: 'get',
    path: '/role-bindings/{id}',
    operationId: 'getRoleBinding',
    summary: 'Read a role binding',
    tag,
    access: 'people:read',
    params: idParamsSchema,
    answer: roleBindingSchema,
    run: async (verb, { params }) => bindingView(await getRoleBinding(verb, params.id)),
  }),
  route({
    method: 'delete',
    path: '/role-bindings/{id}',
    operationId: 'revokeRole',
    summary: 'Take a role away; it is gone with the next request',
    tag,
    access: 'people:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await revokeRole(verb, params.id)
      return undefined
    },
  }),
]

function bindingView({ binding, subjectName, scopeName }: DescribedBinding): RoleBinding {
  const { subjectKind, subjectId, role, scopeKind, scopeId } = binding
  return { ...baseView(binding), subjectKind, subjectId, subjectName, role, scopeKind, scopeId, scopeName }
}
