import { limitMetricSchema } from '@tollgate/contract/limits'
import { z } from 'zod'

/** What a channel is told: the body of a webhook; the others get its `text`. */
export const alertSchema = z.object({
  type: z.enum(['quota.alert', 'quota.alert.test']),
  /** The percentage to warn at that was passed. */
  percent: z.int(),
  /** Whole percents that are used; may be more than 100. */
  usedPercent: z.int(),
  text: z.string(),
  scope: z.string(),
  /** Of the subscription, or of the quota. */
  ownerId: z.string(),
  /** Of a quota: whose share it is. */
  subject: z.string(),
  applicationId: z.string().nullable(),
  metric: limitMetricSchema,
  per: z.string(),
  limit: z.int(),
  used: z.int(),
  /** RFC 3339. */
  resetsAt: z.string().nullable(),
  at: z.string(),
})
export type Alert = z.infer<typeof alertSchema>
