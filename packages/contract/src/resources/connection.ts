import { z } from 'zod'
import { idSchema, timeSchema } from './resource.ts'

/** How agents reach the gateway: what a developer has to be told to connect one. */
export const connectionSchema = z.object({
  gatewayUrl: z
    .string()
    .nullable()
    .describe('in front of the path of an API, without a slash at the end; null: it is not known here'),
  certificate: z
    .object({
      pem: z.string(),
      fingerprint: z.string().describe('SHA-256'),
      expiresAt: timeSchema,
    })
    .nullable()
    .describe('that agents have to be told to trust; null: none, or it is not known here'),
  environments: z
    .array(
      z.object({
        ...{ id: idSchema, name: z.string() },
        origins: z
          .array(z.string())
          .describe('as gatewayUrl, the first preferred; empty: nobody has said its host names'),
      }),
    )
    .describe('where the gateways of each are reached; an API answers where it is deployed'),
})
export type Connection = z.infer<typeof connectionSchema>
