import { createHash } from 'node:crypto'
import { timeoutsSchema } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import type { ApiRevisionRecord } from '../storage/records.ts'

const id = z.string().min(1)
const strings = z.array(z.string())

/**
 * What a deployment puts in force: read by the snapshot's compiler, written by working-copy.ts, kept for ever as it was. Not in it, and
 * so in force as soon as it is saved: the API's name, address, default version, state, description, docs, tags, plans, visibility,
 * owner; credentials' secrets (`credentialId` is looked up); policies of the organisation.
 */
export const revisionContentSchema = z.strictObject({
  format: z.literal(1),
  api: z.strictObject({
    providerId: id,
    keyHeader: z.string().nullable(),
    errorFormat: z.enum(['auto', 'openai', 'wso2']),
    payloadCapture: z.enum(['none', 'redacted', 'full']),
    models: z.array(z.strictObject({ id, displayName: z.string(), contextWindow: z.int().nullable() })).nullable(),
  }),
  /** Of all environments; `endpointsIn` says which of them one has. */
  endpoints: z.array(
    z.strictObject({
      id,
      environmentId: id.nullable(),
      name: z.string(),
      stage: z.enum(['production', 'sandbox']),
      url: z.string(),
      credentialId: id.nullable(),
      demo: z.boolean(),
      weight: z.int(),
      trustedCertificates: z.string().nullable(),
      timeouts: timeoutsSchema.partial(),
    }),
  ),
  /** In the order in which they run. */
  policies: z.array(
    z.strictObject({
      id,
      policy: z.string(),
      config: z.unknown(),
      condition: z
        .strictObject({
          model: strings.optional(),
          agent: strings.optional(),
          plan: strings.optional(),
          team: strings.optional(),
          operation: strings.optional(),
        })
        .nullable(),
      mode: z.enum(['enforce', 'observe']),
      onFailure: z.enum(['reject', 'skip']).nullable(),
    }),
  ),
})
export type RevisionContent = z.infer<typeof revisionContentSchema>

export function contentOf({ content }: ApiRevisionRecord): RevisionContent {
  return revisionContentSchema.parse(content)
}

/** SHA-256 over the content with its fields in one order, hex. */
export function contentHash(content: RevisionContent): string {
  return createHash('sha256')
    .update(JSON.stringify(inOneOrder(content)), 'utf8')
    .digest('hex')
}

/** The endpoints that answer in an environment: of each stage its own, else those of every environment. */
export function endpointsIn({ endpoints }: RevisionContent, environmentId: string): RevisionContent['endpoints'] {
  return (['production', 'sandbox'] as const).flatMap((stage) => {
    const ofStage = endpoints.filter((endpoint) => endpoint.stage === stage)
    const own = ofStage.filter((endpoint) => endpoint.environmentId === environmentId)
    return own.length > 0 ? own : ofStage.filter((endpoint) => endpoint.environmentId === null)
  })
}

function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  // Names are unique, so the order never depends on equal ones.
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, inOneOrder(field)]))
}
