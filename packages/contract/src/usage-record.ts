import { z } from 'zod'

const count = z.int().nonnegative()

/** Tokens of one call, one shape for every dialect. `inputTokens` includes cached ones (OpenAI's convention). */
export const usageSchema = z.object({
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  totalTokens: count,
  /** True where at least one number is our estimate, because the provider reported none or an invalid one. */
  estimated: z.boolean(),
  source: z.enum(['provider', 'estimate', 'none']),
})
export type Usage = z.infer<typeof usageSchema>

/** Micro-dollars. */
export const costSchema = z.object({
  amount: count,
  /** What cached input would have cost more, had it not been cached. */
  saved: count,
})
export type Cost = z.infer<typeof costSchema>

export const outcomeSchema = z.enum(['answered', 'refused', 'failed', 'cancelled'])
export type Outcome = z.infer<typeof outcomeSchema>

/** What one policy decided on one call, on its way there or back. */
export const verdictSchema = z.object({
  policy: z.string(),
  /** The attachment, since one policy may be attached twice. */
  attachment: z.string(),
  phase: z.enum(['request', 'response']),
  verdict: z.enum(['passed', 'changed', 'would-change', 'refused', 'would-refuse', 'could-not-run']),
  /** What it found and how often, such as `{"email":2}`: names of rules, never texts. */
  found: z.record(z.string(), count).optional(),
  /** Milliseconds that the policy took, waiting included. */
  ms: z.number().nonnegative(),
})
export type Verdict = z.infer<typeof verdictSchema>

/** One try at an upstream. */
export const attemptSchema = z.object({
  endpoint: z.string(),
  /** HTTP status of the provider; null where none came. */
  status: z.int().nullable(),
  startedAt: z.int(),
  /** Milliseconds from the start of the attempt to the response head; null where none came. */
  headMs: z.number().nullable(),
  totalMs: z.number(),
  failure: z.string().nullable(),
  upstreamRequestId: z.string().nullable(),
})
export type Attempt = z.infer<typeof attemptSchema>

/**
 * One exchange as it is accounted: exactly one record for each call whose key and subscription were good, refused ones too.
 * (What was refused at the door is a line of the gateway's log.)
 * Unique by `id`. Times are Unix milliseconds, durations milliseconds, sizes bytes.
 */
export const usageRecordSchema = z.object({
  v: z.literal(1),
  id: z.string(),
  at: z.int(),
  outcome: outcomeSchema,
  status: z.int(),
  refusal: z.object({ code: z.string(), policy: z.string().nullable(), message: z.string() }).nullable(),
  caller: z.object({
    applicationId: z.string(),
    application: z.string(),
    /** Who the call is booked on, as the application was when it came. Records that are older than these fields have null. */
    team: z.string().nullable().default(null),
    costCentre: z.string().nullable().default(null),
    keyId: z.string(),
    person: z.string().nullable(),
    identity: z.enum(['verified', 'claimed', 'none']),
    subscriptionId: z.string().nullable(),
    plan: z.string().nullable(),
    keyType: z.enum(['production', 'sandbox']),
  }),
  api: z.object({ id: z.string(), name: z.string(), version: z.string() }),
  provider: z.string(),
  protocol: z.string(),
  operation: z.string(),
  model: z.object({ asked: z.string().nullable(), served: z.string().nullable() }),
  stream: z.boolean(),
  agent: z.object({
    name: z.string().nullable(),
    userAgent: z.string().nullable(),
    address: z.string(),
    /** The client's own turn metadata, a claim, as it came (bounded); read by analytics. */
    metadata: z.string().nullable(),
    /** What agents say of a conversation in headers of their own: claims too. Records that are older than these fields have null. */
    session: z.string().nullable().default(null),
    thread: z.string().nullable().default(null),
    /** The conversation, or the agent, that started this one. */
    parent: z.string().nullable().default(null),
    /** What kind of sub-agent it is, or its id where that is all that is said. */
    subagent: z.string().nullable().default(null),
  }),
  attempts: z.array(attemptSchema),
  verdicts: z.array(verdictSchema),
  /** How often the answer called which tools, by name; null: none. Records that are older than it have null. */
  tools: z.record(z.string().max(100), count).nullable().default(null),
  usage: usageSchema,
  /** At the price that held when the call came; null: nothing was used, or the model has no price. Records that are older than it have null. */
  cost: costSchema.nullable().default(null),
  /** Something was used, and there is no price for it. */
  unpriced: z.boolean().default(false),
  requestBytes: count,
  responseBytes: count,
  firstByteMs: z.number().nullable(),
  totalMs: z.number(),
  configVersion: z.int(),
})
export type UsageRecord = z.infer<typeof usageRecordSchema>
