import { z } from 'zod'
import { keptRequestSchema } from '../gateway-link.ts'
import { verdictSchema } from '../usage-record.ts'
import { policyTrialSpanSchema } from './policy-trial.ts'
import { idSchema, timeSchema } from './resource.ts'

/**
 * A replay: the last requests that an API kept (its `payloadCapture`) through one policy, by the code that calls go through, with
 * nothing sent to a provider. What it shows is for those who may change the policies of the API.
 */

export const policyReplayCreateSchema = z.strictObject({
  apiId: idSchema.describe('the API whose kept requests are replayed'),
  policy: z.string().min(1).max(100).describe('a policy that need not be attached, see GET /policy-types'),
  config: z.unknown().describe('its configuration').optional(),
  last: z.int().min(1).max(200).default(50).describe('how many requests, from the newest on'),
  direction: z.enum(['request']).default('request').describe('requests are what is kept'),
})
export type PolicyReplayCreate = z.infer<typeof policyReplayCreateSchema>

const count = z.int().nonnegative()

export const policyReplaySchema = z.object({
  requests: z
    .array(
      z.object({
        id: z.string().describe('of the call, as its answer had it in x-request-id and its usage record has it'),
        at: timeSchema.describe('when the call came'),
        operation: z.string(),
        protocol: z.string().describe('the dialect'),
        outcome: keptRequestSchema.shape.outcome.describe('how the call ended at that time'),
        capture: keptRequestSchema.shape.capture.describe('full: as its client sent it; redacted: as it left'),
        verdict: z
          .enum([...verdictSchema.shape.verdict.options, 'did-not-look'])
          .describe('did-not-look: this policy looks at no requests like this one'),
        reason: z.string().nullable().describe('why it refused, or could not run'),
        found: z.record(z.string(), z.int()).describe('what it found and how often'),
        spans: z.array(policyTrialSpanSchema).describe('where; the first 20'),
        milliseconds: z.number(),
      }),
    )
    .describe('newest first'),
  summary: z.object({
    tried: count,
    passed: count,
    changed: count,
    refused: count,
    couldNotRun: count,
    didNotLook: count,
    notTried: count.describe('the time was over before it was their turn, or they made room for newer ones'),
    milliseconds: z.object({ median: z.number(), max: z.number() }).describe('of the policy, for one request'),
  }),
})
export type PolicyReplay = z.infer<typeof policyReplaySchema>
export type ReplayedRequest = PolicyReplay['requests'][number]
