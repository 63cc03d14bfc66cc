import { z } from 'zod'

/** What the resources of the REST API share. Every object is strict: a field that is not there is refused by name. */

export const idSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_-]+$/)
export const idParamsSchema = z.strictObject({ id: idSchema })

/** A name that people give: printable, without spaces at its ends. */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}+$/u, 'has a line break or another control character in it; take it out')

export const timeSchema = z.iso.datetime({ offset: true }).describe('RFC 3339: 2027-01-31T00:00:00Z')

/** What every resource shows of itself. */
export const resourceFields = {
  id: idSchema,
  revision: z.int().positive().describe('counts the changes; also the ETag, for If-Match'),
  createdAt: timeSchema,
  updatedAt: timeSchema,
}

/** Of what a configuration file may declare. */
export const managedFields = {
  managedBy: z.enum(['file']).nullable().describe('file: declared by the configuration file and changed there only'),
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('how many at most'),
  after: z.string().max(500).optional().describe('`next` of the page before'),
}

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable().describe('for `after`; null: that was all') })
}

/** RFC 9457; `errors` names each field that was wrong and why. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
})
export type ProblemBody = z.infer<typeof problemSchema>
