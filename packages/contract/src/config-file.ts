import { z } from 'zod'
import { quotaScopeSchema } from './limits.ts'
import { contextSchema, versionSchema } from './resources/api.ts'
import { limitFields, limitPresets, planLimitsSchema } from './resources/limit.ts'
import { emailSchema } from './resources/person.ts'
import { policyConditionSchema } from './resources/policy-attachment.ts'
import { apiStateSchema, payloadCaptureSchema, refuseOrPassSchema } from './snapshot.ts'

/**
 * `tollgate.yaml`: what `tollgate up --config` serves, and what `tollgate apply` and `tollgate export` speak.
 * Unknown fields are refused by name. Example: docs/reference/config-file.md.
 */

const name = z.string().trim().min(1).max(100)

const environmentVariable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)

/** A secret is never written in the file itself: it is read from the environment or from a file beside it. */
const secretReferenceSchema = z.union([
  z.strictObject({ env: environmentVariable.describe('name of the environment variable that holds the secret') }),
  z.strictObject({ file: z.string().min(1).describe('path of a file that holds the secret, relative to this file') }),
])
export type SecretReference = z.infer<typeof secretReferenceSchema>

/** A provider's credential may also be one that is kept already: what `tollgate export` writes. */
const credentialReferenceSchema = z.union([
  ...secretReferenceSchema.options,
  z.strictObject({ stored: name.describe('name of a credential that Tollgate keeps already') }),
])
export type CredentialReference = z.infer<typeof credentialReferenceSchema>

const teamSchema = z.strictObject({
  name,
  costCentre: z.string().max(100).optional().describe('who pays for what its applications use'),
})
export type TeamConfig = z.infer<typeof teamSchema>

export const providerTypes = ['openai', 'openai-compatible'] as const

const providerSchema = z.strictObject({
  name,
  type: z.enum(providerTypes).describe('openai: api.openai.com; openai-compatible: anything that speaks the same'),
})
export type ProviderConfig = z.infer<typeof providerSchema>

const planSchema = z.strictObject({
  name,
  description: z.string().max(2_000).default(''),
  limits: planLimitsSchema.default([]),
  concurrency: limitFields.concurrency
    .unwrap()
    .optional()
    .describe('calls of one subscription that may be open at once'),
  stopOnQuotaReach: limitFields.stopOnQuotaReach.default(limitPresets.stopOnQuotaReach),
  warnAt: limitFields.warnAt.default(limitPresets.warnAt),
  outputCap: z.int().positive().optional().describe('output tokens that one call is assumed to need at most'),
  approval: z
    .enum(['automatic', 'manual'])
    .default('automatic')
    .describe('manual: a subscription that a developer makes waits until a publisher approves it'),
})
export type PlanConfig = z.infer<typeof planSchema>

const durationMs = z.int().positive().max(86_400_000)

const endpointSchema = z.strictObject({
  url: z.string().min(1).describe("the provider's address; '/v1' is implied where it has no path"),
  credential: credentialReferenceSchema
    .optional()
    .describe('sent as Authorization: Bearer unless `header` names another'),
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional()
    .describe('header that carries the credential, as it is'),
  demoWhenUnset: z
    .boolean()
    .default(false)
    .describe('the built-in demo provider answers while the credential is not set'),
  trustedCertificates: z.string().optional().describe('path of a PEM file that is trusted for this endpoint as well'),
  timeouts: z
    .strictObject({
      connectMs: durationMs.optional(),
      headersMs: durationMs.optional(),
      idleMs: durationMs.optional(),
      totalMs: durationMs.optional(),
    })
    .optional(),
})
export type EndpointConfig = z.infer<typeof endpointSchema>

const conditionValues = z.array(z.string().min(1).max(200)).min(1).max(100)

const policySchema = z.strictObject({
  policy: name,
  config: z.unknown().optional(),
  when: z
    .strictObject({
      model: conditionValues.optional().describe('models that are asked for'),
      agent: policyConditionSchema.shape.agent,
      plan: conditionValues.optional().describe('names of plans'),
      team: conditionValues.optional().describe('names of teams'),
      operation: policyConditionSchema.shape.operation,
    })
    .optional()
    .describe('calls that it looks at, all of these at once; without it: every call'),
  mode: z.enum(['enforce', 'observe']).default('enforce'),
  onFailure: z
    .enum(['reject', 'skip'])
    .optional()
    .describe('when the policy itself fails; without it: as the policy says'),
})
export type PolicyConfig = z.infer<typeof policySchema>

const apiSchema = z.strictObject({
  name,
  context: contextSchema,
  version: versionSchema,
  default: z.boolean().default(false).describe('this version also answers at the context without a version'),
  description: z.string().max(2_000).default('').describe('a sentence for the catalogue'),
  tags: z.array(z.string().trim().min(1).max(50)).max(50).default([]),
  docs: z.string().max(200_000).default('').describe('Markdown, for developers'),
  ownerTeam: name.optional().describe('team whose publishers look after it'),
  visibleTo: z.array(name).optional().describe('teams whose people find it in the catalogue; without it: everybody'),
  provider: name,
  endpoints: z.strictObject({ production: endpointSchema, sandbox: endpointSchema.optional() }),
  models: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        displayName: z.string().optional(),
        contextWindow: z.int().positive().optional(),
      }),
    )
    .optional()
    .describe('what GET /models lists; without it the provider is asked'),
  plans: z.array(name).default([]).describe('plans that subscriptions may choose'),
  policies: z.array(policySchema).default([]),
  keyHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional()
    .describe('the one header that carries the key; without it ApiKey, x-api-key, x-goog-api-key, Authorization'),
  errorFormat: z.enum(['auto', 'openai', 'wso2']).default('auto'),
  payloadCapture: payloadCaptureSchema
    .default('none')
    .describe(
      'requests that are kept for replays: none, as they left for the provider (redacted), as they came (full)',
    ),
  unpricedModels: refuseOrPassSchema
    .default('refuse')
    .describe('a call of a model without a price, under a limit on cost'),
  whenCountersAreAway: refuseOrPassSchema
    .default('refuse')
    .describe('a call under a limit while the shared counters cannot be reached'),
  stripAgentMetadata: z
    .boolean()
    .default(false)
    .describe('what agents say of conversations and repositories does not go to the provider'),
  state: apiStateSchema.default('published'),
})
export type ApiConfig = z.infer<typeof apiSchema>

const keySchema = z
  .strictObject({
    name,
    user: name.optional().describe('the person behind the key'),
    type: z.enum(['production', 'sandbox']).default('production'),
    value: secretReferenceSchema.optional().describe('an imported key: at least 32 characters'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('what `tollgate keys create` printed'),
    expires: z.iso.datetime({ offset: true }).optional(),
    allowedAddresses: z.array(z.string()).default([]).describe('addresses or CIDR ranges that may use it; none: any'),
    allowedReferrers: z.array(z.string()).default([]).describe('referers that may use it, with *; none: any'),
    revoked: z.boolean().default(false),
  })
  .refine((key) => (key.value === undefined) !== (key.hash === undefined), {
    error: 'a key has either `value` or `hash`',
  })
export type KeyConfig = z.infer<typeof keySchema>

const applicationSchema = z.strictObject({
  name,
  owner: name.optional(),
  kind: z.enum(['personal', 'shared', 'service']).default('shared'),
  team: name.optional(),
  costCentre: z.string().max(100).optional().describe("instead of the team's"),
  subscriptions: z
    .array(
      z.strictObject({
        api: z.string().min(1).describe('name/version of the API: OpenAI API/2.3.0'),
        plan: name.optional(),
        blocked: z.boolean().default(false),
      }),
    )
    .default([]),
  keys: z.array(keySchema).default([]),
})
export type ApplicationConfig = z.infer<typeof applicationSchema>

const quotaSchema = z.strictObject({
  name,
  scope: quotaScopeSchema,
  subject: z.string().trim().min(1).max(300).optional().describe('whose; without it: each one by itself'),
  limits: planLimitsSchema.default([]),
  concurrency: limitFields.concurrency.unwrap().optional().describe('calls that may be open at once'),
  stopOnQuotaReach: limitFields.stopOnQuotaReach.default(limitPresets.stopOnQuotaReach),
  warnAt: limitFields.warnAt.default(limitPresets.warnAt),
})
export type QuotaConfig = z.infer<typeof quotaSchema>

const denyRuleSchema = z.strictObject({
  name,
  api: z.string().min(1).optional().describe('name/version of the API: OpenAI API/2.3.0'),
  application: name.optional(),
  person: emailSchema.optional().describe('e-mail of the person behind a key'),
  addresses: z.array(z.string().max(100)).min(1).max(1_000).optional().describe('addresses or CIDR ranges'),
  inverted: z.boolean().default(false).describe('the addresses are those that may call'),
  enabled: z.boolean().default(true),
})
export type DenyRuleConfig = z.infer<typeof denyRuleSchema>

export const configFileSchema = z.strictObject({
  teams: z.array(teamSchema).default([]),
  providers: z.array(providerSchema).default([]),
  plans: z.array(planSchema).default([]),
  policies: z.array(policySchema).default([]).describe('for every API, in front of its own'),
  apis: z.array(apiSchema).default([]),
  applications: z.array(applicationSchema).default([]),
  quotas: z.array(quotaSchema).default([]).describe('limits beside those of the plans'),
  denyRules: z.array(denyRuleSchema).default([]).describe('calls that are refused whatever their plan'),
})
export type ConfigFile = z.infer<typeof configFileSchema>
