import { z } from 'zod'
import { idSchema, nameSchema, pageQuery, resourceFields } from './resource.ts'

/** A question about usage that somebody comes back to: a page of the console with its period and filters. */

const addressSchema = z
  .string()
  .max(2_000)
  .regex(
    /^\/analytics(\/[\w-]+)*(\?[^\s#\\\p{Cc}]*)?$/u,
    'is no page of usage: give what stands in the address bar from /analytics on, as /analytics/explore?by=team',
  )
  .describe('a page of usage with its period and filters, from `/analytics` on')

const isSharedSchema = z
  .boolean()
  .describe('true: everybody in the organisation finds it; each sees in it what they may see')

export const savedViewCreateSchema = z.strictObject({
  name: nameSchema,
  address: addressSchema,
  isShared: isSharedSchema.default(false),
})
export type SavedViewCreate = z.infer<typeof savedViewCreateSchema>

export const savedViewUpdateSchema = z
  .strictObject({ name: nameSchema, address: addressSchema, isShared: isSharedSchema })
  .partial()
export type SavedViewUpdate = z.infer<typeof savedViewUpdateSchema>

export const savedViewQuerySchema = z.strictObject(pageQuery)
export type SavedViewQuery = z.infer<typeof savedViewQuerySchema>

export const savedViewSchema = z.object({
  ...resourceFields,
  name: z.string(),
  address: z.string(),
  isShared: z.boolean(),
  ownerId: idSchema,
  ownerName: z.string(),
  isOwn: z.boolean().describe('true: you may change it'),
})
export type SavedView = z.infer<typeof savedViewSchema>
