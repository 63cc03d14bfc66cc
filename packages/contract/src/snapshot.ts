import { z } from 'zod'
import { denyRuleRowSchema, limitSchema, quotaRowSchema } from './limits.ts'

/**
 * The snapshot: what a gateway needs to carry calls, as rows, and the ordered messages that bring them.
 * Made by control/src/snapshot/compile.ts, held by gateway/src/config/holder.ts. Nothing on the path of a call looks anywhere else.
 */

const id = z.string().min(1)

export const timeoutsSchema = z.object({
  connectMs: z.int().positive(),
  /** From the last byte of the request to the response head. */
  headersMs: z.int().positive(),
  /** Silence allowed between two pieces of a response. */
  idleMs: z.int().positive(),
  totalMs: z.int().positive(),
})
export type Timeouts = z.infer<typeof timeoutsSchema>

export const endpointRowSchema = z.object({
  id,
  stage: z.enum(['production', 'sandbox']),
  /** Origin and base path, without a slash at the end; `/v1` is already in it. */
  url: z.url({ protocol: /^https?$/ }),
  /** The provider's credential as the header that carries it. Bound to this URL's origin. */
  credential: z.object({ header: z.string(), value: z.string() }).nullable(),
  /** The built-in demo provider, which alone may live on a private address. */
  demo: z.boolean(),
  /** PEM certificates that are trusted for this endpoint besides the system's. */
  trustedCertificates: z.string().nullable(),
  timeouts: timeoutsSchema,
  /** Share of the calls among the endpoints of its stage. */
  weight: z.int().min(1),
})
export type EndpointRow = z.infer<typeof endpointRowSchema>

/** Calls that a policy looks at: those that match every part that is not null. */
export const policyConditionSchema = z.object({
  /** As the call names them. */
  models: z.array(z.string()).nullable(),
  /** As the gateway tells agents apart: `codex`, `other`. */
  agents: z.array(z.string()).nullable(),
  planIds: z.array(id).nullable(),
  teamIds: z.array(id).nullable(),
  /** `METHOD path` below the API's address, such as `POST /responses`. A gateway's own copy may be older than this part. */
  operations: z.array(z.string()).nullable().default(null),
})
export type PolicyCondition = z.infer<typeof policyConditionSchema>

export const policyAttachmentSchema = z.object({
  id,
  policy: z.string(),
  config: z.unknown(),
  mode: z.enum(['enforce', 'observe']),
  /** null: every call. */
  when: policyConditionSchema.nullable(),
  /** What a failure of the policy itself means; null: what the policy says. */
  onFailure: z.enum(['reject', 'skip']).nullable(),
})
export type PolicyAttachment = z.infer<typeof policyAttachmentSchema>

export const modelRowSchema = z.object({
  id: z.string().min(1),
  displayName: z.string(),
  contextWindow: z.int().positive().nullable(),
})
export type ModelRow = z.infer<typeof modelRowSchema>

/** What a model costs from a moment on, until its next price. */
const priceTierSchema = z.object({
  /** Input tokens, cached ones included. */
  above: z.int().nonnegative(),
  input: z.number().nonnegative(),
  cachedInput: z.number().nonnegative(),
  cacheWrite: z.number().nonnegative().optional(),
  output: z.number().nonnegative(),
})

export const modelPriceRowSchema = z.object({
  model: z.string().min(1),
  /** Unix milliseconds. */
  from: z.int(),
  /** US dollars for a million tokens, which is micro-dollars for one. */
  input: z.number().nonnegative(),
  cachedInput: z.number().nonnegative(),
  /** Input that is written to the provider's cache. Left out: as input. */
  cacheWrite: z.number().nonnegative().optional(),
  output: z.number().nonnegative(),
  /** What all tokens of a call cost whose input is larger; the largest first. */
  tiers: z.array(priceTierSchema).optional(),
})
export type ModelPriceRow = z.infer<typeof modelPriceRowSchema>

export const apiStateSchema = z.enum(['created', 'published', 'blocked', 'deprecated', 'retired'])
export type ApiState = z.infer<typeof apiStateSchema>

/** redacted: requests as they left for the provider; full: as their clients sent them. */
export const payloadCaptureSchema = z.enum(['none', 'redacted', 'full'])
export type PayloadCapture = z.infer<typeof payloadCaptureSchema>

/** What becomes of a call that cannot be judged by its limits as they are meant. */
export const refuseOrPassSchema = z.enum(['refuse', 'pass'])

export const apiRowSchema = z.object({
  kind: z.literal('api'),
  id,
  name: z.string(),
  /** With a slash in front, without one at the end: `/openaiapi`. */
  context: z.string(),
  version: z.string(),
  isDefaultVersion: z.boolean(),
  state: apiStateSchema,
  provider: z.object({ name: z.string(), type: z.string() }),
  /** Names of the protocols (gateway/src/protocols) that this API speaks. */
  protocols: z.array(z.string()),
  /** The one header that carries the key, lower-case; null: the usual ones. */
  keyHeader: z.string().nullable(),
  errorFormat: z.enum(['auto', 'openai', 'wso2']),
  /** What the gateway hands over of requests, for replays. A gateway's own copy may be older than this field. */
  payloadCapture: payloadCaptureSchema.default('none'),
  endpoints: z.array(endpointRowSchema),
  policies: z.array(policyAttachmentSchema),
  /** The models that `GET /models` lists; null: the provider is asked. */
  models: z.array(modelRowSchema).nullable(),
  /** Models that only subscriptions under these plans may ask for. */
  restrictedModels: z.array(z.object({ model: z.string(), planIds: z.array(id) })),
  /** What its provider's models cost, the newest price of each first. Left out: nothing is known. */
  prices: z.array(modelPriceRowSchema).optional(),
  /** A call of a model without a price, under a limit on cost: refused, or passed and counted as nothing. Left out: refused. */
  unpricedModels: refuseOrPassSchema.optional(),
  /** What becomes of calls under a limit while the counters cannot be reached: refused, or passed within a share of the limit. Left out: refused. */
  whenCountersAreAway: refuseOrPassSchema.optional(),
  /** What agents say of conversations and repositories stays here. Left out: it goes to the provider. */
  stripAgentMetadata: z.boolean().optional(),
})
export type ApiRow = z.infer<typeof apiRowSchema>

export const applicationRowSchema = z.object({
  kind: z.literal('application'),
  id,
  name: z.string(),
  owner: z.string().nullable(),
  /** Who the usage is booked on, as it is now; a usage record keeps what it was at call time. */
  team: z.string().nullable(),
  teamId: id.nullable(),
  costCentre: z.string().nullable(),
})
export type ApplicationRow = z.infer<typeof applicationRowSchema>

export const keyRowSchema = z.object({
  kind: z.literal('key'),
  id,
  /** HMAC-SHA-256(pepper, key), hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  applicationId: id,
  person: z.string().nullable(),
  type: z.enum(['production', 'sandbox']),
  /** suspended: the person behind it is. */
  state: z.enum(['active', 'revoked', 'suspended']),
  /** Unix milliseconds; null: never. */
  expiresAt: z.int().nullable(),
  /** Addresses or CIDR ranges (`10.0.0.0/8`, `2001:db8::1`) that may use it; empty: any. */
  allowedAddresses: z.array(z.string()),
  /** Referers that may use it, `*` for any run of characters (`*.example.com/*`); empty: any, and none at all. */
  allowedReferrers: z.array(z.string()),
  /** Set on a publisher's test key: it opens this API alone, without a subscription, and before it is published. */
  testApiId: id.nullable(),
})
export type KeyRow = z.infer<typeof keyRowSchema>

export const planRowSchema = z.object({
  kind: z.literal('plan'),
  id,
  name: z.string(),
  limits: z.array(limitSchema),
  /** Calls of one subscription that may be open at once; null or left out: any number. */
  concurrencyMax: z.int().positive().nullable().optional(),
  /** What a call is assumed to produce at most where it does not say so itself. */
  outputTokensMax: z.int().positive().nullable(),
  /** Models that it allows, by the provider's names; null: all. */
  models: z.array(z.string()).nullable(),
  /** The plan that this one takes the place of for one subscription; null: it is a plan by itself. */
  basePlanId: id.nullable(),
  /** Unix milliseconds: from then on the base plan holds again, whether the control plane says so or not. Left out: it has no end. */
  endsAt: z.int().optional(),
})
export type PlanRow = z.infer<typeof planRowSchema>

export const subscriptionRowSchema = z.object({
  kind: z.literal('subscription'),
  id,
  applicationId: id,
  apiId: id,
  planId: id.nullable(),
  state: z.enum(['active', 'blocked']),
  /** When what it has used was last given back whole, Unix milliseconds; left out: never. */
  resetAt: z.int().optional(),
})
export type SubscriptionRow = z.infer<typeof subscriptionRowSchema>

/**
 * A subscription as it travels, because there may be a hundred thousand: its fields without their names, in this order. What a newer
 * control plane adds comes behind them.
 */
export const packedSubscriptionSchema = z
  .tuple([id, id, id, id.nullable(), subscriptionRowSchema.shape.state])
  .rest(z.unknown())
export type PackedSubscription = z.infer<typeof packedSubscriptionSchema>

/** So many go into one message: taken in a fraction of a millisecond. */
export const subscriptionsAtOnce = 50

export function packSubscription(row: SubscriptionRow): PackedSubscription {
  const packed: PackedSubscription = [row.id, row.applicationId, row.apiId, row.planId, row.state]
  if (row.resetAt !== undefined) packed.push(row.resetAt)
  return packed
}

export function unpackSubscription(packed: PackedSubscription): SubscriptionRow {
  const resetAt = packed[5]
  const row: SubscriptionRow = {
    kind: 'subscription',
    id: packed[0],
    applicationId: packed[1],
    apiId: packed[2],
    planId: packed[3],
    state: packed[4],
  }
  return typeof resetAt === 'number' ? { ...row, resetAt } : row
}

export const settingsRowSchema = z.object({
  kind: z.literal('settings'),
  id: z.literal('settings'),
  /** 32 random bytes, hex: the secret of the key digests. */
  pepper: z.string().regex(/^[0-9a-f]{64}$/),
})
export type SettingsRow = z.infer<typeof settingsRowSchema>

export const rowSchema = z.discriminatedUnion('kind', [
  apiRowSchema,
  applicationRowSchema,
  keyRowSchema,
  planRowSchema,
  quotaRowSchema,
  denyRuleRowSchema,
  subscriptionRowSchema,
  settingsRowSchema,
])
export type Row = z.infer<typeof rowSchema>
export type RowKind = Row['kind']

/**
 * One line of the snapshot stream (NDJSON, ordered). What stands between `begin` and `commit` is applied whole or not at all;
 * a `begin` with `base: true` replaces everything.
 */
export const snapshotMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), version: z.int().positive(), base: z.boolean() }),
  z.object({ type: z.literal('upsert'), row: rowSchema }),
  z.object({ type: z.literal('subscriptions'), rows: z.array(packedSubscriptionSchema) }),
  z.object({ type: z.literal('delete'), kind: z.string(), id }),
  z.object({ type: z.literal('commit'), version: z.int().positive() }),
])
export type SnapshotMessage = z.infer<typeof snapshotMessageSchema>
