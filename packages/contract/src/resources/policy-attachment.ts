import { z } from 'zod'
import { idSchema, managedFields, resourceFields } from './resource.ts'

/**
 * A policy with its configuration, for one API or for all of the organisation. Those of an API are in force with its next deployment,
 * those of the organisation at once, and before those of an API.
 */

const values = z.array(z.string().min(1).max(200)).min(1).max(100)

/** As an API offers it: the method and the path below the API's address, without `/v1`. */
export const operationSchema = z
  .string()
  .max(200)
  .regex(/^[A-Z]+ \/\S*$/, 'is no operation such as POST /responses')

export const policyConditionSchema = z.strictObject({
  model: values.optional().describe('models that are asked for'),
  agent: z
    .array(z.enum(['codex', 'other']))
    .min(1)
    .max(2)
    .optional()
    .describe('agents that call, as the gateway tells them apart'),
  plan: z.array(idSchema).min(1).max(100).optional().describe('ids of plans'),
  team: z.array(idSchema).min(1).max(100).optional().describe('ids of teams'),
  operation: z
    .array(operationSchema)
    .min(1)
    .max(100)
    .optional()
    .describe('operations that are called, such as POST /responses'),
})

const attachmentFields = {
  policy: z.string().min(1).max(100).describe('its name, see GET /policy-types'),
  config: z.unknown().describe('as the JSON schema of the policy says'),
  when: policyConditionSchema.nullable().describe('calls that it looks at, all of these at once; null: every call'),
  mode: z.enum(['enforce', 'observe']).describe('observe: only records what it would have done'),
  onFailure: z
    .enum(['reject', 'skip'])
    .nullable()
    .describe('what happens to a call when the policy itself fails; null: as the policy says'),
}

export const policyAttachmentCreateSchema = z.strictObject({
  ...attachmentFields,
  config: attachmentFields.config.optional(),
  when: attachmentFields.when.default(null),
  mode: attachmentFields.mode.default('enforce'),
  onFailure: attachmentFields.onFailure.default(null),
})
export type PolicyAttachmentCreate = z.infer<typeof policyAttachmentCreateSchema>

/** Which policy it is cannot be changed: attach another one. */
export const policyAttachmentUpdateSchema = z.strictObject({
  config: attachmentFields.config.optional(),
  when: attachmentFields.when.optional(),
  mode: attachmentFields.mode.optional(),
  onFailure: attachmentFields.onFailure.optional(),
})
export type PolicyAttachmentUpdate = z.infer<typeof policyAttachmentUpdateSchema>

export const policyOrderSchema = z.strictObject({
  ids: z.array(idSchema).max(200).describe('every attachment of this scope, the first to run first'),
})

export const policyAttachmentSchema = z.object({
  ...resourceFields,
  apiId: idSchema.nullable().describe('null: every API of the organisation'),
  ...attachmentFields,
  position: z.int().describe('place in the order of its scope'),
  ...managedFields,
})
export type PolicyAttachment = z.infer<typeof policyAttachmentSchema>

export const policyAttachmentListSchema = z.object({ items: z.array(policyAttachmentSchema) })

export const policyTypeSchema = z.object({
  name: z.string(),
  summary: z.string(),
  kind: z.enum(['guardrail', 'decorator', 'routing']),
  flows: z
    .array(z.enum(['request', 'response']))
    .describe('what it reads, with some configuration; none: it decides by what is known without'),
  dialects: z.array(z.string()).describe('dialects in which there is something for it to act on'),
  onFailure: z.enum(['reject', 'skip']).describe('what its failure means unless the attachment says otherwise'),
  configSchema: z.record(z.string(), z.unknown()).describe('JSON schema of its configuration'),
  readme: z.string().describe('its page, as a path in the source'),
})
export type PolicyType = z.infer<typeof policyTypeSchema>
export const policyTypeParamsSchema = z.strictObject({ name: z.string().min(1).max(100) })
export const policyTypeListSchema = z.object({ items: z.array(policyTypeSchema) })
