import { z } from 'zod'
import { wholeNumber } from '../../guardrail-parts/whole-number.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'

/** What one address may be waited for. */
const timeoutMsMax = 10_000

export const urlConfig = z.strictObject({
  ...guardrailFields,
  onlyDNS: z
    .boolean()
    .default(false)
    .describe('true: the name of an address has to be known; false: the address has to answer'),
  timeout: wholeNumber(timeoutMsMax).default(3_000).describe(`milliseconds for one address, at most ${timeoutMsMax}`),
})
export type UrlConfig = z.infer<typeof urlConfig>
