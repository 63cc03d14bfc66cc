import { z } from 'zod'

/** An AI subscription policy as WSO2's admin portal and REST API have it, to be pasted as it is. */

const count = z.int().nonnegative().nullish()
const ignored = z.unknown().optional()

const aiApiQuotaSchema = z.strictObject({
  requestCount: count.describe('left out or null: no limit'),
  totalTokenCount: count.describe('left out or null: no limit'),
  promptTokenCount: count.describe('left out or null: no limit'),
  completionTokenCount: count.describe('left out or null: no limit'),
  timeUnit: z
    .string()
    .regex(/^(min|minute|hour|day|week|month|year)s?$/)
    .describe('min, hours, days, weeks, months or years'),
  unitTime: z.int().min(1).max(800),
})

export const wso2PolicySchema = z.strictObject({
  policyName: z.string().min(1).max(100).describe('becomes the name of the plan'),
  displayName: ignored,
  description: z.string().max(2_000).nullish(),
  defaultLimit: z.strictObject({
    type: z.literal('AIAPIQUOTALIMIT'),
    aiApiQuota: aiApiQuotaSchema,
    requestCount: z.null().optional(),
    bandwidth: z.null().optional(),
    eventCount: z.null().optional(),
  }),
  stopOnQuotaReach: z.boolean().default(true),
  rateLimitCount: z.int().min(-1).nullish().describe('requests in a burst; 0 or -1: no limit'),
  rateLimitTimeUnit: z
    .string()
    .regex(/^(|sec|second|min|minute|hour)s?$/)
    .nullish(),
  permissions: z
    .object({ permissionType: z.string().nullish(), roles: z.array(z.string()).nullish() })
    .nullish()
    .describe('refused where it names roles: say in audienceTeamIds of a plan who may choose it'),
  policyId: ignored,
  uuid: ignored,
  type: ignored,
  isDeployed: ignored,
  subscriberCount: ignored,
  billingPlan: ignored,
  customAttributes: ignored,
  monetization: ignored,
  graphQLMaxComplexity: ignored,
  graphQLMaxDepth: ignored,
})
export type Wso2Policy = z.infer<typeof wso2PolicySchema>
