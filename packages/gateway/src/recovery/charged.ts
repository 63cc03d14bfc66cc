import { z } from 'zod'

/** What one reservation of a call was charged. Stands in the call's usage line, so that a restart can count it again exactly. */
export const chargedSchema = z.object({
  /** Which of the call's reservations, from 0. */
  n: z.int().nonnegative(),
  /** Unix milliseconds at which it was settled. */
  at: z.int(),
  /** In the order of the limits that the admitted line names. */
  used: z.array(z.int().nonnegative()),
  /** The number of the settlement in this process's counters; missing where they are elsewhere. */
  s: z.int().optional(),
  /** The lease was over: the estimate was counted before, and `used` is what the call used in all. */
  late: z.literal(true).optional(),
})
export type Charged = z.infer<typeof chargedSchema>
