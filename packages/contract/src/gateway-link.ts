import { z } from 'zod'
import { outcomeSchema } from './usage-record.ts'

/**
 * What a gateway and the control plane say to each other, over loopback with a per-start token or over TLS with the token that a
 * gateway got when it joined. Every request carries `Authorization: Bearer <token>`.
 *
 * - `POST /internal/v1/join` (bearer: the secret of a join token) JoinRequest → JoinAnswer
 * - `GET /internal/v1/snapshot` an endless NDJSON stream: a base, then every change as it happens (snapshot.ts)
 * - `GET /internal/v1/changes?after=<version>` the same as one finite answer, for networks that hold streams back: the changes
 *   after that version, or a base where the control plane no longer has them all, or never had that version; empty where nothing
 *   is new. `after=0` is always answered with a base
 * - `POST /internal/v1/status` GatewayStatus → 204, after every version put in force and every `statusEveryMs`
 * - `POST /internal/v1/kept-requests` KeptRequests → 204: bodies of requests to APIs that keep them, in the background
 * - `POST /internal/v1/counters` CounterReport → 204: how the limits stand that calls have touched, about once a second (counter-report.ts)
 * - `POST /internal/v1/usage` lines of usage files → ShipmentAnswer, in the background (usage-shipment.ts)
 *
 * Versions only ever grow, over restarts of the control plane too: a version means the same rows for ever.
 */
export const statusEveryMs = 5_000

export const joinRequestSchema = z.strictObject({
  /** What people call this gateway; null: as the join token says. Unique in its environment, else a number is added. */
  name: z.string().trim().min(1).max(100).nullable(),
  /** Tollgate's version. */
  software: z.string().max(50),
})
export type JoinRequest = z.infer<typeof joinRequestSchema>

export const joinAnswerSchema = z.object({
  gatewayId: z.string(),
  name: z.string(),
  environment: z.string(),
  /** Bearer token of this gateway from now on; shown this once. */
  token: z.string(),
})
export type JoinAnswer = z.infer<typeof joinAnswerSchema>

export const countersReasonLengthMax = 300

/** Of the counters that gateways share (Redis). */
export const countersStatusSchema = z.object({
  isAvailable: z.boolean(),
  /** Why it is not; null: it is. */
  reason: z.string().max(countersReasonLengthMax).nullable(),
  /** Unix milliseconds: since when it is so. */
  since: z.int().nonnegative(),
})
export type CountersStatus = z.infer<typeof countersStatusSchema>

export const gatewayStatusSchema = z.strictObject({
  /** The snapshot version in force; 0: none yet. */
  version: z.int().nonnegative(),
  software: z.string().max(50),
  /** Unix milliseconds. */
  startedAt: z.int(),
  /** Where the version in force came from: the control plane, or the gateway's own last good copy. */
  source: z.enum(['control', 'last-good']),
  /** The last change that this gateway refused, and why; null: none since its start. */
  refused: z.object({ version: z.int(), reason: z.string().max(500) }).nullable(),
  openCalls: z.int().nonnegative(),
  /** null: this gateway counts by itself. */
  counters: countersStatusSchema.nullable().default(null),
  /** Keys that were used since the report before, and when. */
  keyUses: z
    .array(z.object({ id: z.string(), at: z.int() }))
    .max(1_000)
    .default([]),
})
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>

/** A longer body is not kept. */
export const keptBodyBytesMax = 1_048_576
export const keptRequestsAtOnceMax = 50

export const keptRequestSchema = z.strictObject({
  /** Of the exchange: what comes twice is kept once. */
  id: z.string().min(1).max(100),
  apiId: z.string().min(1).max(200),
  /** Unix milliseconds. */
  at: z.int().nonnegative(),
  operation: z.string().max(200),
  /** The dialect. */
  protocol: z.string().max(100),
  agent: z.enum(['codex', 'other']),
  outcome: outcomeSchema,
  /** What kind of body it is: as its client sent it (full), or as it left for the provider. */
  capture: z.enum(['redacted', 'full']),
  /** No header is ever part of it. */
  body: z.string().min(1).max(keptBodyBytesMax),
})
export type KeptRequest = z.infer<typeof keptRequestSchema>

export const keptRequestsSchema = z.strictObject({
  requests: z.array(keptRequestSchema).min(1).max(keptRequestsAtOnceMax),
})

/**
 * A join token: `tgj_` and base64url of this as JSON. It names the control plane, proves it (the SHA-256 of its certificate's
 * public key, SPKI in DER, hex: it outlives renewals) and lets one gateway in.
 */
export const joinTokenSchema = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  secret: z.string().min(32).max(200),
})
export type JoinToken = z.infer<typeof joinTokenSchema>

const joinTokenPrefix = 'tgj_'

export function formatJoinToken(token: JoinToken): string {
  return joinTokenPrefix + btoa(JSON.stringify(token)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The token that a text is, or undefined. */
export function parseJoinToken(text: string): JoinToken | undefined {
  const encoded = text.trim()
  if (!encoded.startsWith(joinTokenPrefix)) return undefined
  const base64 = encoded.slice(joinTokenPrefix.length).replaceAll('-', '+').replaceAll('_', '/')
  try {
    return joinTokenSchema.safeParse(JSON.parse(atob(base64))).data
  } catch {
    return undefined
  }
}
