import { z } from 'zod'

/** What every policy that asks a service has in its configuration. */
export const serviceFields = {
  timeoutMs: z
    .int()
    .min(100)
    .max(30_000)
    .default(5_000)
    .describe('how long the service may take, waiting for a free place included, in milliseconds'),
  cacheSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(600)
    .describe(
      'how long a verdict on a text is remembered, so that a history that is sent again is not asked about again; 0: not at all',
    ),
  trustedCertificates: z
    .string()
    .max(65_536)
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'holds no certificate in PEM')
    .optional()
    .describe('certificates (PEM) that are trusted for this service besides the usual ones'),
}

export const serviceUrl = z
  .string()
  .max(2_000)
  .refine(isServiceUrl, 'is no https:// or http:// address without user, password and #fragment')

/** A name in the gateway's file of service secrets: a policy's configuration is shown and exported, and so never holds a secret. */
export const secretName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is no name of a secret: small letters, digits and hyphens')

/** How a policy refers to one. */
export const serviceSecret = secretName.describe(
  "name of a secret in the gateway's file of service secrets; it is used for the origin alone that stands there beside it",
)

function isServiceUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === ''
}
