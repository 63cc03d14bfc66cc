import { z } from 'zod'
import { jsonPathProblem } from '../../json-path/json-path.ts'
import { promptTextProblem } from '../../prompt-variables/prompt-text.ts'
import { decorationMessages, decorationText, incumbentDecoration, readDecoration } from './decoration.ts'
import { isConversationPath } from './place.ts'

const fields = z.strictObject({
  text: decorationText.optional().describe('the instruction that is added to every prompt'),
  messages: decorationMessages
    .optional()
    .describe('in place of `text`: messages that are added to every conversation, in this order'),
  place: z
    .enum(['prepend', 'append'])
    .default('prepend')
    .describe('prepend: behind the leading instructions and before the first user message; append: at the very end'),
  jsonPath: z
    .string()
    .max(500)
    .default('')
    .describe(
      'a text of the body that `text` is joined to, such as $.instructions; empty, $.messages and $.input: the conversation',
    ),
  promptDecoratorConfig: z
    .union([incumbentDecoration, z.string().max(500_000)])
    .optional()
    .describe('in place of `text`: {"decoration": …} with a text or a list of messages, as JSON or as a string of it'),
  append: z.boolean().default(false).describe('true: the same as `place: append`'),
  name: z.string().min(1).max(100).optional().describe('what the publisher calls it; nothing depends on it'),
})

export const promptDecoratorConfig = fields.superRefine((config, context) => {
  const refuse = (field: keyof typeof config, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  const forms = (['text', 'messages', 'promptDecoratorConfig'] as const).filter((form) => config[form] !== undefined)
  const [form] = forms
  if (form === undefined || forms.length > 1)
    return refuse('text', 'what is added must be said in one of `text`, `messages` and `promptDecoratorConfig`')
  const decoration = readDecoration(config)
  if (decoration === undefined) return refuse(form, incumbentProblem)
  const texts = typeof decoration === 'string' ? [decoration] : decoration.map(({ content }) => content)
  for (const problem of texts.map(promptTextProblem)) if (problem !== undefined) refuse(form, problem)
  const problem = pathProblem(config.jsonPath, typeof decoration === 'string')
  if (problem !== undefined) refuse('jsonPath', problem)
})
export type PromptDecoratorConfig = z.infer<typeof promptDecoratorConfig>

const incumbentProblem =
  'this is not {"decoration":"a text"} or {"decoration":[{"role":"system","content":"a text"}]}, with a role of system, developer, user or assistant'

function pathProblem(jsonPath: string, isText: boolean): string | undefined {
  if (isConversationPath(jsonPath)) return undefined
  if (jsonPath.trim() === '$') return 'this is the whole body; a text is joined to a text in it, such as $.instructions'
  if (isText) return jsonPathProblem(jsonPath)
  return 'messages are added to the conversation: leave the path out, or say $.messages or $.input'
}
