import type { UsageRecord } from '@tollgate/contract/usage-record'
import { z } from 'zod'
import type { Limit } from '../counters/counter-store.ts'

/** A call that has reserved something, as it is noted before its provider is called. */
export interface AdmittedCall {
  readonly id: string
  /** Which of the call's reservations, from 0. */
  readonly n: number
  /** Unix milliseconds. */
  readonly at: number
  /** When its lease ends. */
  readonly ends: number
  readonly limits: readonly Limit[]
  /** What its record is to say if nothing more is ever heard of it: charged by its estimate. */
  readonly record: UsageRecord
}

const length = { unit: z.enum(['second', 'minute', 'hour', 'day', 'week', 'month']), count: z.int().positive() }
const periodSchema = z.union([
  z.object({ kind: z.literal('concurrency') }),
  z.object({ kind: z.literal('rolling'), ...length }),
  z.object({ kind: z.literal('calendar').exactOptional(), ...length, timeZone: z.string().exactOptional() }),
])

/** The record is read only where it is needed. */
export const admittedCallSchema = z.object({
  id: z.string(),
  n: z.int().nonnegative(),
  at: z.int(),
  ends: z.int(),
  limits: z.array(
    z.object({
      id: z.string(),
      period: periodSchema,
      limit: z.int().nonnegative().nullable(),
      amount: z.int().nonnegative(),
    }),
  ),
  record: z.unknown(),
})
export type ReadAdmittedCall = z.infer<typeof admittedCallSchema>
