import { z } from 'zod'
import { timeSchema } from './resource.ts'

/** What the records of single calls tell of policies and providers; the newest are looked through. */

const count = z.int().nonnegative()
const milliseconds = z.object({ p50: z.number().nullable(), p95: z.number().nullable() })

const lookedThrough = {
  from: timeSchema,
  to: timeSchema,
  countedFrom: timeSchema.describe('calls from here on are counted: of many, the newest are looked through'),
  calls: count.describe('that were looked through'),
}

export const usagePoliciesSchema = z.object({
  ...lookedThrough,
  guardedCalls: count.describe('that were answered, on an API and operation where policies act'),
  callsWithoutVerdict: count.describe(
    'of these: no policy said anything. Conditions of policies may be why; else it is a hole',
  ),
  items: z.array(
    z.object({
      policy: z.string(),
      apiId: z.string(),
      api: z.string().describe('name/version'),
      ran: count.describe('calls that it looked at'),
      hits: count.describe('it refused or changed something, or would have'),
      changed: count,
      refused: count,
      observed: count.describe('it would have refused or changed something, had it been in force'),
      failed: count.describe('it could not run'),
      ms: milliseconds.describe('of a call'),
    }),
  ),
})
export type UsagePolicies = z.infer<typeof usagePoliciesSchema>

export const usageProvidersSchema = z.object({
  ...lookedThrough,
  items: z
    .array(
      z.object({
        provider: z.string(),
        endpoint: z.string().nullable().describe('its id; null: all of the provider'),
        endpointName: z
          .string()
          .nullable()
          .describe('as it is called now; null: it is gone, or this is all of the provider'),
        calls: count.describe('times that it was asked; of a provider: calls that were meant for it'),
        asked: count.describe('times that it was asked'),
        errors: count.describe('it broke off, did not answer in time, or answered with 5xx'),
        limited: count.describe('it answered with 429'),
        rejected: count.describe('it answered with another 4xx'),
        failovers: count.describe('another endpoint, or the same one, was asked after it'),
        ours: count.describe('calls that failed although the provider answered well; 0 for an endpoint'),
        firstByteMs: milliseconds.describe('to the head of its answer'),
        whose: z.enum(['nobody', 'us', 'them', 'both']),
        why: z.string(),
      }),
    )
    .describe('each provider, and its endpoints behind it'),
})
export type UsageProviders = z.infer<typeof usageProvidersSchema>
