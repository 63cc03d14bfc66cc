import { z } from 'zod'
import { apiStateSchema, payloadCaptureSchema, refuseOrPassSchema } from '../snapshot.ts'
import { endpointStartSchema } from './endpoint.ts'
import { idSchema, managedFields, nameSchema, resourceFields } from './resource.ts'

/** An API: one provider behind an address of its own, with its rules, plans and people. */

export const contextSchema = z
  .string()
  .max(200)
  .regex(/^(\/[A-Za-z0-9._~-]+){1,6}$/)
  .describe('path under which the API is reached: starts with a slash, has none at the end')

export const versionSchema = z
  .string()
  .regex(/^[A-Za-z0-9._~-]+$/)
  .max(30)

export const headerNameSchema = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9-]+$/)

const modelSchema = z.strictObject({
  id: z.string().min(1).max(200),
  displayName: z.string().min(1).max(200).optional().describe('the id where it is left out'),
  contextWindow: z.int().positive().nullable().optional(),
})

const apiFields = {
  name: nameSchema.describe('versions of one API have the same name'),
  context: contextSchema.describe(
    'path under which the API is reached: starts with a slash, has none at the end. It is fixed from the first deployment on',
  ),
  version: versionSchema.describe('second part of the address. It is fixed from the first deployment on'),
  providerId: idSchema,
  ownerTeamId: idSchema.nullable().describe('team whose publishers look after it; null: those of the organisation'),
  description: z.string().max(2_000),
  tags: z.array(z.string().trim().min(1).max(50)).max(50),
  docs: z.string().max(200_000).describe('Markdown, for developers'),
  visibleToTeamIds: z
    .array(idSchema)
    .max(500)
    .nullable()
    .describe('teams whose people find it in the catalogue; null: everybody'),
  keyHeader: headerNameSchema
    .nullable()
    .describe('the one header that carries the key; null: ApiKey, x-api-key, x-goog-api-key, Authorization'),
  errorFormat: z.enum(['auto', 'openai', 'wso2']),
  payloadCapture: payloadCaptureSchema.describe(
    'requests that are kept for replays: none, as they left for the provider (redacted), as they came (full)',
  ),
  unpricedModels: refuseOrPassSchema.describe(
    'a call of a model without a price, under a limit on cost: refused, or passed and counted as nothing',
  ),
  whenCountersAreAway: refuseOrPassSchema.describe(
    'a call under a limit while the shared counters cannot be reached: refused, or passed within a share of the limit',
  ),
  stripAgentMetadata: z
    .boolean()
    .describe('what agents say of conversations and repositories is recorded, and does not go to the provider'),
  planIds: z.array(idSchema).max(100).describe('plans that subscriptions may choose'),
  models: z.array(modelSchema).max(1_000).nullable().describe('what GET /models lists; null: the provider is asked'),
}

export const apiCreateSchema = z.strictObject({
  ...apiFields,
  isDefaultVersion: z
    .boolean()
    .default(false)
    .describe('it also answers at the context without a version; one API of a context can'),
  ownerTeamId: apiFields.ownerTeamId.default(null),
  description: apiFields.description.default(''),
  tags: apiFields.tags.default([]),
  docs: apiFields.docs.default(''),
  visibleToTeamIds: apiFields.visibleToTeamIds.default(null),
  keyHeader: apiFields.keyHeader.default(null),
  errorFormat: apiFields.errorFormat.default('auto'),
  payloadCapture: apiFields.payloadCapture.default('none'),
  unpricedModels: apiFields.unpricedModels.default('refuse'),
  whenCountersAreAway: apiFields.whenCountersAreAway.default('refuse'),
  stripAgentMetadata: apiFields.stripAgentMetadata.default(false),
  planIds: apiFields.planIds.default([]),
  models: apiFields.models.default(null),
  endpoints: z
    .strictObject({ production: endpointStartSchema.optional(), sandbox: endpointStartSchema.optional() })
    .default({})
    .describe('made together with the API; more of them and their particulars under /apis/{id}/endpoints'),
})
export type ApiCreate = z.infer<typeof apiCreateSchema>

/**
 * Provider, keyHeader, errorFormat, payloadCapture and models are in force with the next deployment; all else at once. A payloadCapture
 * that keeps less deletes at once what was kept beyond it. The default
 * version is moved by PUT /apis/{id}/default, the state by POST /apis/{id}/lifecycle.
 */
export const apiUpdateSchema = z.strictObject(apiFields).partial()
export type ApiUpdate = z.infer<typeof apiUpdateSchema>

export const apiSchema = z.object({
  ...resourceFields,
  ...apiFields,
  isDefaultVersion: z.boolean(),
  state: apiStateSchema,
  models: z
    .array(z.object({ id: z.string(), displayName: z.string(), contextWindow: z.int().nullable() }))
    .nullable()
    .describe('what GET /models lists; null: the provider is asked'),
  path: z.string().describe('where it is reached at a gateway: context and version'),
  ...managedFields,
})
export type Api = z.infer<typeof apiSchema>

/** In lists, without its documentation, which may be long. */
export const apiListedSchema = apiSchema.omit({ docs: true })
export type ApiListed = z.infer<typeof apiListedSchema>

export const lifecycleActionSchema = z.enum(['publish', 'unpublish', 'block', 'unblock', 'deprecate', 'retire'])
export type LifecycleAction = z.infer<typeof lifecycleActionSchema>

export const apiLifecycleSchema = z.strictObject({
  action: lifecycleActionSchema.describe(
    'publish: created or deprecated → published · unpublish: published → created · block: published → blocked · unblock: blocked → published · deprecate: published or blocked → deprecated · retire: deprecated or blocked → retired, undeployed everywhere',
  ),
  deprecateOlder: z
    .boolean()
    .default(false)
    .describe('publish: deprecates the published older versions of the same name'),
  requireResubscription: z
    .boolean()
    .default(false)
    .describe('publish for the first time: does not copy the subscriptions of the version before'),
})
export type ApiLifecycle = z.infer<typeof apiLifecycleSchema>

export const apiLifecycleAnswerSchema = z.object({
  ...apiSchema.shape,
  effects: z.object({
    deployedToEnvironmentId: idSchema.nullable().describe('publish deploys where nothing was deployed yet'),
    undeployed: z.int().describe('environments that it was taken from'),
    deprecatedApiIds: z.array(idSchema),
    copiedSubscriptions: z.int(),
    leftSubscriptions: z.int().describe('not copied, because their plan is not offered here'),
  }),
})
export type ApiLifecycleAnswer = z.infer<typeof apiLifecycleAnswerSchema>

export const apiVersionCreateSchema = z.strictObject({
  version: versionSchema,
  isDefaultVersion: z
    .boolean()
    .default(false)
    .describe('takes it over from another version; not from one that is in use, see PUT /apis/{id}/default'),
})
export type ApiVersionCreate = z.infer<typeof apiVersionCreateSchema>
