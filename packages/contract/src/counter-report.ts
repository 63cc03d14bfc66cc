import { z } from 'zod'
import { limitMetricSchema, limitSchema, quotaScopeSchema } from './limits.ts'

/**
 * How limits stand, as gateways tell the control plane (gateway-link.ts): `POST /internal/v1/counters` CounterReport → 204, about once a
 * second, of the limits that calls have touched since. Nothing waits for it. What one report says of a counter takes the place of what
 * the same gateway said before.
 */

export const countersAtOnceMax = 500
export const counterIdLengthMax = 500
export const subjectLengthMax = 300

export const toldCounterSchema = z.strictObject({
  /** The name under which it is counted: the same at every gateway. */
  id: z.string().min(1).max(counterIdLengthMax),
  scope: z.enum(['plan', ...quotaScopeSchema.options]),
  /** Of the subscription whose plan it is, or of the quota. */
  ownerId: z.string().min(1).max(200),
  /** Of a quota: whose share it is (limits.ts); of a plan and of an organisation the empty text. */
  subject: z.string().max(subjectLengthMax),
  /** When the owner was last given back whole: what was counted before is no more. 0: never. */
  resetAt: z.int().nonnegative(),
  metric: z.enum([...limitMetricSchema.options, 'concurrency']),
  /** null: of `concurrency`. */
  period: limitSchema.pick({ count: true, unit: true, window: true, timeZone: true }).nullable(),
  limit: z.int().nonnegative().nullable(),
  used: z.int().nonnegative(),
  reserved: z.int().nonnegative(),
  /** Unix milliseconds: the end of a calendar window, the time by which a rolling one has forgotten everything. */
  resetsAt: z.int().nonnegative().nullable(),
  /** Unix milliseconds: when it stood so. */
  at: z.int().nonnegative(),
})
export type ToldCounter = z.infer<typeof toldCounterSchema>

export const counterReportSchema = z.strictObject({
  /** `alone`: what this gateway counted, to be added to what others did. `together`: what all of them did (Redis); the newest holds. */
  counting: z.enum(['alone', 'together']),
  counters: z.array(toldCounterSchema).min(1).max(countersAtOnceMax),
})
export type CounterReport = z.infer<typeof counterReportSchema>
