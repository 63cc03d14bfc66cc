import { z } from 'zod'

export const promptDecoratorConfig = z.strictObject({
  text: z.string().min(1).max(100_000).describe('the instruction that is added to every prompt'),
  place: z
    .enum(['prepend', 'append'])
    .default('prepend')
    .describe('prepend: behind the leading instructions and before the first user message; append: at the very end'),
})
export type PromptDecoratorConfig = z.infer<typeof promptDecoratorConfig>
