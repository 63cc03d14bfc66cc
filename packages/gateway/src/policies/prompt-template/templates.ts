import { z } from 'zod'
import { withLineBreaks } from '../../prompt-variables/line-breaks.ts'
import { parseText } from '../../protocols/json-fields.ts'

const template = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,100}$/, 'a name has letters, digits, `_` and `-`')
    .describe('what references call it: template://name'),
  prompt: z.string().min(1).max(100_000).describe('the text; [[parameter]] and {{variable}} are filled in'),
})
export const templateList = z.array(template).min(1).max(1_000)
export type Template = z.infer<typeof template>

interface Forms {
  readonly templates?: readonly Template[] | undefined
  readonly promptTemplateConfig?: readonly Template[] | string | undefined
}

/** The templates, whichever way they were written; undefined where they are no list of templates. */
export function readTemplates({ templates, promptTemplateConfig }: Forms): readonly Template[] | undefined {
  const written = templates ?? promptTemplateConfig
  const { data } = templateList.safeParse(typeof written === 'string' ? parseText(written) : written)
  return data?.map(({ name, prompt }) => ({ name, prompt: withLineBreaks(prompt) }))
}
