import { z } from 'zod'
import { timeSchema } from './resource.ts'

/** What an organisation decides for itself. Each setting has a default, which holds until it is set. */

export const settingParamsSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z0-9]+$/),
})

export const settingUpdateSchema = z.strictObject({
  value: z.unknown().describe('as the JSON schema of the setting says'),
})
export type SettingUpdate = z.infer<typeof settingUpdateSchema>

export const settingSchema = z.object({
  name: z.string(),
  description: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  isDefault: z.boolean().describe('it was not set'),
  valueSchema: z.record(z.string(), z.unknown()).describe('JSON schema of the value'),
  revision: z.int().nonnegative().describe('also the ETag, for If-Match; 0: it was not set'),
  updatedAt: timeSchema.nullable(),
})
export type Setting = z.infer<typeof settingSchema>
export const settingListSchema = z.object({ items: z.array(settingSchema) })
