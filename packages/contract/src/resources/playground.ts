import { z } from 'zod'

/** A call that somebody makes from a page: through a gateway as any other, told back as it comes. */

export const triedCallSchema = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'has a space or a character that cannot stand in a header')
    .describe('the key that the call is made with; it is not kept'),
  dialect: z.enum(['openai-responses', 'openai-chat']),
  body: z.record(z.string(), z.unknown()).describe('of the request, as the dialect has it'),
})
export type TriedCall = z.infer<typeof triedCallSchema>

/** What the answer's events (text/event-stream) carry, by their names; `end` or `failed` is the last. */
export interface TriedCallEvents {
  readonly head: {
    readonly status: number
    /** Of the exchange, by which its usage is found; null: the gateway named none. */
    readonly requestId: string | null
    readonly headers: readonly (readonly [name: string, value: string])[]
    /** From the start of the call. */
    readonly ms: number
  }
  /** A piece of the body, as it came. */
  readonly text: string
  readonly end: { readonly ms: number; readonly bytes: number }
  readonly failed: { readonly reason: string; readonly ms: number }
}
