import { z } from 'zod'
import { apiSchema } from './api.ts'
import { idSchema, resourceFields, timeSchema } from './resource.ts'

/** A revision is what was deployed, kept as it was; a deployment says which one an environment has. */

const note = z.string().max(500)

/** Without `revisionId` the working copy: a revision is made of it unless it is what the newest one is. */
export const deploymentCreateSchema = z.strictObject({
  environmentId: idSchema.optional().describe('may be left out where there is one environment, or one named `default`'),
  revisionId: idSchema.optional().describe('a revision that there is already: going back, or promoting'),
  note: note.default('').describe('kept with the revision that is made'),
})
export type DeploymentCreate = z.infer<typeof deploymentCreateSchema>

export const deploymentSchema = z.object({
  ...resourceFields,
  apiId: idSchema,
  environmentId: idSchema,
  revisionId: idSchema,
  revisionNumber: z.int(),
  deployedBy: z.string(),
  isWorkingCopy: z.boolean().describe('false: the API was changed since, and the change is not deployed here'),
})
export type Deployment = z.infer<typeof deploymentSchema>
export const deploymentListSchema = z.object({ items: z.array(deploymentSchema) })

export const apiRevisionSchema = z.object({
  id: idSchema,
  apiId: idSchema,
  number: z.int().describe('counts the revisions of the API'),
  contentHash: z.string().describe('SHA-256 of the content: equal content, equal hash'),
  authorName: z.string(),
  note,
  createdAt: timeSchema,
  environmentIds: z.array(idSchema).describe('where it is deployed'),
})
export type ApiRevision = z.infer<typeof apiRevisionSchema>
export const apiRevisionListSchema = z.object({ items: z.array(apiRevisionSchema) })

export const apiRevisionDetailSchema = z.object({
  ...apiRevisionSchema.shape,
  content: z.unknown().describe('the API, its endpoints and policies; credentials by id only'),
})

export const restoreAnswerSchema = z.object({
  ...apiSchema.shape,
  missing: z
    .array(z.string())
    .describe('what the revision referred to and is gone: a sentence each, saying what the working copy has instead'),
})
