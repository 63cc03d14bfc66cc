import { z } from 'zod'

/** What an identity provider answers when it is asked for what a log-in needs. */
export const signInTestSchema = z.object({
  id: z.string(),
  name: z.string().describe('on the button of the log-in page'),
  issuer: z.string(),
  isReady: z.boolean(),
  says: z.string().describe('what was found, or what is wrong and what to do'),
  tookMs: z.int().min(0),
})
export type SignInTest = z.infer<typeof signInTestSchema>

export const signInTestListSchema = z.object({ items: z.array(signInTestSchema) })
