import { z } from 'zod'
import { idSchema, nameSchema, pageQuery, resourceFields } from './resource.ts'

/** Where APIs are deployed, and which gateways serve them there. One, `default`, is there from the start. */

const hostName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'is no host name; write it without https:// and without a port: gateway.example.com',
  )

const environmentFields = {
  name: nameSchema,
  hostNames: z
    .array(hostName)
    .max(50)
    .describe('names under which its gateways are reached; no other environment has them'),
  promotesFromId: idSchema.nullable().describe('the environment that is deployed to first; null: none'),
}

export const environmentCreateSchema = z.strictObject({
  ...environmentFields,
  hostNames: environmentFields.hostNames.default([]),
  promotesFromId: environmentFields.promotesFromId.default(null),
})
export type EnvironmentCreate = z.infer<typeof environmentCreateSchema>

export const environmentUpdateSchema = z.strictObject(environmentFields).partial()
export type EnvironmentUpdate = z.infer<typeof environmentUpdateSchema>

export const environmentQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of its name'),
})
export type EnvironmentQuery = z.infer<typeof environmentQuerySchema>

export const environmentSchema = z.object({ ...resourceFields, ...environmentFields })
export type Environment = z.infer<typeof environmentSchema>
