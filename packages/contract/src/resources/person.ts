import { z } from 'zod'
import { idSchema, nameSchema, pageQuery, pageSchema, resourceFields, timeSchema } from './resource.ts'
import { roleSchema, roleScopeKindSchema } from './role-binding.ts'

/** Who works here. Everybody is invited; an invitation that is accepted makes a person active. */

export const personStateSchema = z
  .enum(['invited', 'active', 'suspended'])
  .describe('suspended: signed out, and every token and key of theirs is refused')

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(z.regexes.email, 'is no e-mail address, such as ann@example.com')

export const personInviteSchema = z.strictObject({
  email: emailSchema.describe('where the invitation goes; also the name to sign in with. It cannot be changed later'),
  name: nameSchema,
  roles: z
    .array(roleSchema)
    .max(4)
    .default(['developer'])
    .describe('in the whole organisation; more with POST /role-bindings'),
  teamId: idSchema.nullable().default(null).describe('their first team, which pays for what they use; null: none yet'),
})
export type PersonInvite = z.infer<typeof personInviteSchema>

export const personUpdateSchema = z
  .strictObject({
    name: nameSchema,
    defaultTeamId: idSchema
      .nullable()
      .describe('a team of theirs: it pays for their own applications, and has them after a suspension'),
  })
  .partial()
export type PersonUpdate = z.infer<typeof personUpdateSchema>

export const personQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of name or e-mail'),
  state: personStateSchema.optional(),
  teamId: idSchema.optional().describe('only who is in this team now'),
})
export type PersonQuery = z.infer<typeof personQuerySchema>

export const personSchema = z.object({
  ...resourceFields,
  email: z.string(),
  name: z.string(),
  state: personStateSchema,
  defaultTeamId: idSchema.nullable(),
  teams: z.array(z.object({ id: idSchema, name: z.string() })).describe('where they are now'),
  roles: z
    .array(z.object({ role: roleSchema, scopeKind: roleScopeKindSchema, scopeId: idSchema.nullable() }))
    .describe('their own; what their teams have comes on top'),
})
export type Person = z.infer<typeof personSchema>

export const personPageSchema = pageSchema(personSchema)

const invitationFields = {
  invitationUrl: z.string().describe('shown now and never again: whoever opens it chooses the password, once'),
  invitationExpiresAt: timeSchema,
  invitationMailed: z.boolean().describe('false: no mail server is configured, so hand the link over yourself'),
}

export const personInvitedSchema = z.object({ ...personSchema.shape, ...invitationFields })
export type PersonInvited = z.infer<typeof personInvitedSchema>
