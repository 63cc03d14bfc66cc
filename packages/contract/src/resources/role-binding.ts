import { z } from 'zod'
import { idSchema, pageQuery, resourceFields } from './resource.ts'

/** Who has which role, and where: one person or team × one role × the organisation, one team or one API. */

export const roleSchema = z.enum(['admin', 'publisher', 'developer', 'viewer'])
export type Role = z.infer<typeof roleSchema>

export const roleScopeKindSchema = z.enum(['organisation', 'team', 'api'])

const roleBindingFields = {
  subjectKind: z.enum(['person', 'team']).describe('team: everybody who is in it, as long as they are'),
  subjectId: idSchema,
  role: roleSchema,
  scopeKind: roleScopeKindSchema,
  scopeId: idSchema.nullable().describe('the team or the API; null: the organisation'),
}

export const roleBindingCreateSchema = z.strictObject({
  ...roleBindingFields,
  scopeKind: roleScopeKindSchema.default('organisation'),
  scopeId: roleBindingFields.scopeId.default(null),
})
export type RoleBindingCreate = z.infer<typeof roleBindingCreateSchema>

export const roleBindingQuerySchema = z.strictObject({
  ...pageQuery,
  subjectId: idSchema.optional().describe('a person or a team'),
  role: roleSchema.optional(),
  scopeId: idSchema.optional().describe('a team or an API'),
})
export type RoleBindingQuery = z.infer<typeof roleBindingQuerySchema>

export const roleBindingSchema = z.object({
  ...resourceFields,
  ...roleBindingFields,
  subjectName: z.string(),
  scopeName: z.string().nullable().describe('name of the team, name/version of the API; null: the organisation'),
})
export type RoleBinding = z.infer<typeof roleBindingSchema>

export const roleListSchema = z.object({
  items: z.array(z.object({ role: roleSchema, description: z.string(), permissions: z.array(z.string()) })),
})
export type RoleList = z.infer<typeof roleListSchema>
