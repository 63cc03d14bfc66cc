import { z } from 'zod'

const patterns = z.array(z.string().trim().min(1).max(200)).max(1_000)

export const toolAccessConfig = z
  .strictObject({
    allow: patterns
      .optional()
      .describe('tools that may be used, `*` for any characters; left out: all but those of `deny`'),
    deny: patterns.optional().describe('tools that may not be used, `*` for any characters'),
    action: z
      .enum(['remove', 'refuse'])
      .default('remove')
      .describe('remove: the call goes on without the tool; refuse: a call that brings it is refused'),
    flow: z
      .enum(['request', 'response', 'both'])
      .default('both')
      .describe(
        'request: tools that a call brings; response: an answer that calls a tool is refused, streams included',
      ),
  })
  .refine(({ allow, deny }) => allow !== undefined || deny !== undefined, 'say at least one of `allow` and `deny`')
export type ToolAccessConfig = z.infer<typeof toolAccessConfig>
