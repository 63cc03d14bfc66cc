import { z } from 'zod'
import { limitMetricSchema } from '../limits.ts'

/** Limits as people write them: what plans, quotas and limits of a subscription's own have in common. */

/** With the limits of quotas that one call may be under besides, it stays below what a gateway reserves at once. */
export const planLimitsMax = 8
const dollarsMax = 1_000_000_000
const microDollars = 1_000_000

export const planLimitSchema = z
  .strictObject({
    metric: limitMetricSchema,
    limit: z
      .number()
      .nonnegative()
      .max(1_000_000_000_000)
      .describe('requests or tokens, whole; of cost US dollars; 0 refuses every call'),
    per: z
      .string()
      .regex(/^([1-9][0-9]{0,3} )?(second|minute|hour|day|week|month)s?$/)
      .describe('one of second, minute, hour, day, week, month, or n of them: "5 minutes"'),
    window: z.enum(['calendar', 'rolling']).optional().describe('rolling: the time before now; left out: the calendar'),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'is no time zone, such as Europe/Berlin')
      .optional()
      .describe('whose calendar it is; left out: UTC'),
  })
  .superRefine((limit, issues) => {
    const wrong = (field: string, message: string) => issues.addIssue({ code: 'custom', path: [field], message })
    if (limit.metric !== 'cost' && !Number.isInteger(limit.limit))
      wrong('limit', 'is no whole number; only cost may have a fraction')
    if (limit.metric === 'cost' && limit.limit > dollarsMax) wrong('limit', `is more than ${dollarsMax} US dollars`)
    if (limit.metric === 'cost' && limit.limit > 0 && limit.limit * microDollars < 1)
      wrong('limit', 'is less than a millionth of a US dollar, which counts as nothing')
    if (limit.window === 'rolling' && /second/.test(limit.per))
      wrong('window', 'a window of seconds cannot be rolling: take minutes')
    if (limit.window === 'rolling' && limit.timeZone !== undefined)
      wrong('timeZone', 'a rolling window has no calendar: leave it out')
  })
export type PlanLimit = z.infer<typeof planLimitSchema>

/** Two limits of one metric in the same window would be one counter with two bounds. */
export const planLimitsSchema = z
  .array(planLimitSchema)
  .max(planLimitsMax)
  .superRefine((limits, issues) => {
    const seen = new Map<string, number>()
    for (const [index, limit] of limits.entries()) {
      const counted = countedAs(limit)
      const other = seen.get(counted)
      if (other !== undefined) {
        const message = `limits what limits[${other}] limits already: leave one of them out`
        issues.addIssue({ code: 'custom', path: [index], message })
      }
      seen.set(counted, other ?? index)
    }
  })

/** What limits and quotas say besides, in one place. */
export const limitFields = {
  concurrency: z
    .int()
    .positive()
    .max(1_000_000)
    .nullable()
    .describe('calls that may be open at once; null: any number'),
  stopOnQuotaReach: z.boolean().describe('false: what is beyond a limit is counted and warned of, and not refused'),
  warnAt: z
    .array(z.int().min(1).max(100))
    .max(10)
    .refine((percents) => new Set(percents).size === percents.length, 'has a percentage twice')
    .describe('percentages of a limit at which there is an alert, once a window; none: never'),
}
export const limitPresets = { concurrency: null, stopOnQuotaReach: true, warnAt: [50, 80, 100] }

function countedAs({ metric, per, window = 'calendar', timeZone = 'UTC' }: PlanLimit): string {
  return [metric, per.replace(/^1 /, '').replace(/s$/, ''), window, timeZone.toLowerCase()].join(' ')
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
