import { z } from 'zod'
import { emailSchema } from './person.ts'
import { idSchema, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/** People who share applications, and the cost centre that pays for them. */

const shortText = z.string().trim().min(1).max(200)

const teamFields = {
  name: nameSchema,
  costCentre: shortText.nullable().describe('who pays for what its applications use'),
  ownerId: idSchema.nullable().describe('a person who manages its members; becomes a member, if not one yet'),
  identityGroup: shortText
    .nullable()
    .describe("the identity provider's group whose people are members from their next log-in on"),
}

export const teamCreateSchema = z.strictObject({
  ...teamFields,
  costCentre: teamFields.costCentre.default(null),
  ownerId: teamFields.ownerId.default(null),
  identityGroup: teamFields.identityGroup.default(null),
})
export type TeamCreate = z.infer<typeof teamCreateSchema>

export const teamUpdateSchema = z.strictObject(teamFields).partial()
export type TeamUpdate = z.infer<typeof teamUpdateSchema>

export const teamQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of name or cost centre'),
})
export type TeamQuery = z.infer<typeof teamQuerySchema>

export const teamSchema = z.object({ ...resourceFields, ...teamFields, ownerName: z.string().nullable() })
export type Team = z.infer<typeof teamSchema>

const membershipFields = {
  role: z.enum(['owner', 'member']).describe('owner: manages the members'),
  startsAt: timeSchema.nullable().describe('null: from now on'),
  endsAt: timeSchema.nullable().describe('null: until they are removed'),
}

export const memberAddSchema = z.strictObject({
  personId: idSchema.optional(),
  email: emailSchema.optional().describe('instead of personId'),
  role: membershipFields.role.default('member'),
  startsAt: membershipFields.startsAt.default(null),
  endsAt: membershipFields.endsAt.default(null),
})
export type MemberAdd = z.infer<typeof memberAddSchema>

export const memberUpdateSchema = z.strictObject(membershipFields).partial()
export type MemberUpdate = z.infer<typeof memberUpdateSchema>

export const memberSchema = z.object({
  ...resourceFields,
  ...membershipFields,
  teamId: idSchema,
  personId: idSchema,
  personName: z.string(),
  source: z.enum(['hand', 'oidc']).describe("oidc: by the identity provider's group, and removed with it"),
  isCurrent: z.boolean(),
})
export type Member = z.infer<typeof memberSchema>
