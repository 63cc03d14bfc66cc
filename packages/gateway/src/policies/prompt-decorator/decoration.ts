import { z } from 'zod'
import { withLineBreaks } from '../../prompt-variables/line-breaks.ts'
import type { InsertedMessage } from '../../protocols/insert-messages.ts'
import { parseText } from '../../protocols/json-fields.ts'

const textCharactersMax = 100_000
const messagesMax = 50

export const decorationText = z.string().min(1).max(textCharactersMax)

const message = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']).describe('who says it'),
  content: decorationText.describe('what is said'),
})
export const decorationMessages = z.array(message).min(1).max(messagesMax)

/** The form of WSO2 AI Gateway. */
export const incumbentDecoration = z.strictObject({ decoration: z.union([decorationText, decorationMessages]) })

interface Forms {
  readonly text?: string | undefined
  readonly messages?: readonly InsertedMessage[] | undefined
  readonly promptDecoratorConfig?: z.infer<typeof incumbentDecoration> | string | undefined
}

/** What is added, whichever way it was written: a text, or messages; undefined where it is neither. */
export function readDecoration(forms: Forms): string | readonly InsertedMessage[] | undefined {
  const decoration = forms.text ?? forms.messages ?? readIncumbent(forms.promptDecoratorConfig)
  if (typeof decoration === 'string') return withLineBreaks(decoration)
  return decoration?.map(({ role, content }) => ({ role, content: withLineBreaks(content) }))
}

function readIncumbent(config: Forms['promptDecoratorConfig']) {
  const parsed = incumbentDecoration.safeParse(typeof config === 'string' ? parseText(config) : config)
  return parsed.data?.decoration
}
