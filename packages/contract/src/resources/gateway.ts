import { z } from 'zod'
import { idSchema, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/** The gateways that follow this control plane, how they are, and the tokens by which new ones join. */

const gatewayStatusViewSchema = z.object({
  isHealthy: z.boolean().describe('it was seen within the last 15 seconds'),
  lastSeenAt: timeSchema,
  version: z.int().describe('of the snapshot that it has in force; 0: none yet'),
  isInSync: z.boolean().describe('it has everything that is saved here'),
  software: z.string(),
  source: z
    .enum(['control', 'last-good'])
    .describe('where its snapshot came from: from here, or from the last good copy of its own'),
  refused: z
    .object({ version: z.int(), reason: z.string() })
    .nullable()
    .describe('the last change that it refused; null: none since its start'),
  openCalls: z.int(),
  counters: z
    .object({ isAvailable: z.boolean(), reason: z.string().nullable(), since: timeSchema })
    .nullable()
    .describe('whether the counters that gateways share (Redis) can be reached; null: it counts by itself'),
  startedAt: timeSchema,
})

export const gatewaySchema = z.object({
  ...resourceFields,
  environmentId: idSchema,
  name: nameSchema,
  state: z.enum(['active', 'revoked']).describe('revoked: its token opens nothing any more'),
  isLocal: z.boolean().describe('the one that was started together with this control plane'),
  storeVersion: z.int().describe('what `status.version` is when it is in sync'),
  status: gatewayStatusViewSchema.nullable().describe('null: it was never heard of'),
})
export type Gateway = z.infer<typeof gatewaySchema>

export const gatewayUpdateSchema = z.strictObject({ name: nameSchema }).partial()
export type GatewayUpdate = z.infer<typeof gatewayUpdateSchema>

export const gatewayQuerySchema = z.strictObject({
  ...pageQuery,
  environmentId: idSchema.optional(),
  state: z.enum(['active', 'revoked']).optional(),
})
export type GatewayQuery = z.infer<typeof gatewayQuerySchema>

export const joinTokenCreateSchema = z.strictObject({
  environmentId: idSchema.optional().describe('may be left out where there is one environment, or one named `default`'),
  name: nameSchema.default('gateway').describe('what you will know it by'),
  expiresIn: z
    .string()
    .regex(/^[1-9][0-9]{0,3} (minute|hour|day)s?$/, 'is no time such as "30 minutes", "1 hour" or "7 days"')
    .default('1 hour')
    .describe('within which a gateway has to use it: "30 minutes", "1 hour", "7 days"; 30 days at most'),
})
export type JoinTokenCreate = z.infer<typeof joinTokenCreateSchema>

export const joinTokenQuerySchema = z.strictObject({ ...pageQuery, environmentId: idSchema.optional() })
export type JoinTokenQuery = z.infer<typeof joinTokenQuerySchema>

export const joinTokenViewSchema = z.object({
  ...resourceFields,
  environmentId: idSchema,
  name: nameSchema,
  state: z.enum(['open', 'used', 'expired']),
  expiresAt: timeSchema,
  usedAt: timeSchema.nullable(),
})
export type JoinTokenView = z.infer<typeof joinTokenViewSchema>

export const joinTokenMadeSchema = z.object({
  ...joinTokenViewSchema.shape,
  token: z.string().describe('shown now and never again: TOLLGATE_JOIN_TOKEN of the gateway that is to join'),
})
export type JoinTokenMade = z.infer<typeof joinTokenMadeSchema>
