import { z } from 'zod'
import { emailSchema } from './person.ts'
import { idSchema, managedFields, nameSchema, pageQuery, resourceFields } from './resource.ts'

/** Calls that are refused whatever their plan: those that match every part that is given. */

const denyRuleFields = {
  name: nameSchema,
  apiId: idSchema.nullable().describe('calls of this API; null: of any'),
  applicationId: idSchema.nullable().describe('calls of this application; null: of any'),
  person: emailSchema.nullable().describe("calls with this person's keys, by e-mail; null: with any"),
  addresses: z
    .array(z.string().max(100))
    .min(1)
    .max(1_000)
    .nullable()
    .describe('calls from these addresses or CIDR ranges (10.0.0.0/8, 2001:db8::/32); null: from anywhere'),
  isInverted: z.boolean().describe('the addresses are those that may call, and every other one is refused'),
  isEnabled: z.boolean(),
}

export const denyRuleCreateSchema = z.strictObject({
  ...denyRuleFields,
  apiId: denyRuleFields.apiId.default(null),
  applicationId: denyRuleFields.applicationId.default(null),
  person: denyRuleFields.person.default(null),
  addresses: denyRuleFields.addresses.default(null),
  isInverted: denyRuleFields.isInverted.default(false),
  isEnabled: denyRuleFields.isEnabled.default(true),
})
export type DenyRuleCreate = z.infer<typeof denyRuleCreateSchema>

export const denyRuleUpdateSchema = z.strictObject(denyRuleFields).partial()
export type DenyRuleUpdate = z.infer<typeof denyRuleUpdateSchema>

export const denyRuleQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of the name'),
})
export type DenyRuleQuery = z.infer<typeof denyRuleQuerySchema>

export const denyRuleSchema = z.object({
  ...resourceFields,
  ...denyRuleFields,
  person: z.string().nullable(),
  ...managedFields,
})
export type DenyRule = z.infer<typeof denyRuleSchema>
