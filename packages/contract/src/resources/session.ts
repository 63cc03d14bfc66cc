import { z } from 'zod'
import { idSchema, nameSchema } from './resource.ts'
import { roleSchema, roleScopeKindSchema } from './role-binding.ts'

/** Who is asking, and what they may do. */

export const meSchema = z.object({
  person: z
    .object({ id: idSchema, email: z.string(), name: z.string(), defaultTeamId: idSchema.nullable() })
    .nullable()
    .describe('null: no person but the machine itself'),
  signedInBy: z
    .enum(['session', 'token', 'machine'])
    .describe('session: a log-in · token: a personal access token · machine: the token in the data folder'),
  isReadOnly: z.boolean().describe('a token that changes nothing'),
  organisation: z.object({ id: idSchema, name: z.string() }),
  teams: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      costCentre: z.string().nullable(),
      isOwner: z.boolean().describe('manages its members'),
    }),
  ),
  grants: z
    .array(z.object({ role: roleSchema, scope: z.object({ kind: roleScopeKindSchema, id: idSchema.nullable() }) }))
    .describe('own roles and those of the teams'),
  permissions: z.array(z.string()).describe('what is allowed somewhere'),
  organisationPermissions: z.array(z.string()).describe('what is allowed everywhere'),
  managedFile: z.string().nullable().describe('the configuration file that has to be edited instead; null: none'),
})
export type Me = z.infer<typeof meSchema>

export const meUpdateSchema = z.strictObject({ name: nameSchema }).partial()
export type MeUpdate = z.infer<typeof meUpdateSchema>
