import { z } from 'zod'
import { idSchema, managedFields, nameSchema, resourceFields } from './resource.ts'

/** Where an API's calls go: an address of the provider, with the credential that opens it. In force with the next deployment. */

const durationMs = z.int().positive().max(86_400_000)

const endpointTimeoutsSchema = z
  .strictObject({
    connectMs: durationMs.optional(),
    headersMs: durationMs.optional().describe('from the last byte of the request to the response head'),
    idleMs: durationMs.optional().describe('silence allowed between two pieces of a response'),
    totalMs: durationMs.optional(),
  })
  .describe('those of the gateway where they are left out')

const url = z
  .string()
  .min(1)
  .max(2_000)
  .describe("the provider's address; '/v1' is implied where it has no path: https://api.openai.com")

/** One of the two, or none: then calls go out without a credential. */
const credentialFields = {
  credentialId: idSchema.nullable().optional().describe('a credential of the same provider, made for the same origin'),
  secret: z
    .string()
    .min(1)
    .max(8_000)
    .optional()
    .describe('write-only: a credential of the provider is made of it, for the origin of the URL'),
  header: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9-]+$/)
    .nullable()
    .optional()
    .describe('with `secret`: the header that carries it as it is; null: Authorization: Bearer'),
}

const trustedCertificates = z
  .string()
  .max(500_000)
  .nullable()
  .describe('PEM certificates that are trusted for this endpoint as well')

function hasOneCredential(endpoint: {
  credentialId?: string | null | undefined
  secret?: string | undefined
  header?: string | null | undefined
}): boolean {
  if (endpoint.secret === undefined) return endpoint.header === undefined || endpoint.header === null
  return endpoint.credentialId === undefined || endpoint.credentialId === null
}

const oneCredential = { error: 'has either `credentialId` or `secret`, and `header` only with `secret`' }

/** An endpoint as it is made together with its API. */
export const endpointStartSchema = z
  .strictObject({
    url,
    ...credentialFields,
    trustedCertificates: trustedCertificates.default(null),
    timeouts: endpointTimeoutsSchema.default({}),
  })
  .refine(hasOneCredential, oneCredential)
export type EndpointStart = z.infer<typeof endpointStartSchema>

const stage = z.enum(['production', 'sandbox']).describe('which keys it answers')
const environmentId = idSchema.nullable().describe('null: every environment that has none of its own for this stage')
const weight = z.int().min(1).max(1_000).describe('share of the calls among endpoints of one stage')

export const endpointCreateSchema = z
  .strictObject({
    name: nameSchema.optional().describe('the stage, where it is left out'),
    stage: stage.default('production'),
    environmentId: environmentId.default(null),
    url,
    ...credentialFields,
    weight: weight.default(1),
    trustedCertificates: trustedCertificates.default(null),
    timeouts: endpointTimeoutsSchema.default({}),
  })
  .refine(hasOneCredential, oneCredential)
export type EndpointCreate = z.infer<typeof endpointCreateSchema>

/** A URL of another origin needs the credential given again: `secret`, or a `credentialId` made for that origin. */
export const endpointUpdateSchema = z
  .strictObject({
    name: nameSchema.optional(),
    stage: stage.optional(),
    environmentId: environmentId.optional(),
    url: url.optional(),
    ...credentialFields,
    weight: weight.optional(),
    trustedCertificates: trustedCertificates.optional(),
    timeouts: endpointTimeoutsSchema.optional(),
  })
  .refine(hasOneCredential, oneCredential)
export type EndpointUpdate = z.infer<typeof endpointUpdateSchema>

export const endpointSchema = z.object({
  ...resourceFields,
  apiId: idSchema,
  name: nameSchema,
  stage,
  environmentId,
  url,
  callsUrl: z.string().describe('where calls go: the URL, with `/v1` where it has no path'),
  credentialId: idSchema.nullable(),
  isDemo: z.boolean().describe('the built-in demo provider answers in its place, until a credential is given'),
  weight,
  trustedCertificates,
  timeouts: endpointTimeoutsSchema,
  ...managedFields,
})
export type Endpoint = z.infer<typeof endpointSchema>

/** Tries an address and a secret before they are saved. */
export const endpointTrySchema = z
  .strictObject({ url, ...credentialFields, trustedCertificates: trustedCertificates.default(null) })
  .refine(hasOneCredential, oneCredential)
export type EndpointTry = z.infer<typeof endpointTrySchema>

export const endpointTestSchema = z.object({
  ok: z.boolean().describe('the provider answered the list of its models to this credential'),
  status: z.int().nullable().describe('HTTP status of the provider; null: there was no answer'),
  latencyMs: z.int().describe('from the start to the end of the answer, look-up and connection included'),
  modelCount: z.int().nullable(),
  models: z.array(z.string()).describe('their ids, the first 200'),
  problem: z.string().nullable().describe('what is wrong and what to do'),
})
export type EndpointTest = z.infer<typeof endpointTestSchema>
