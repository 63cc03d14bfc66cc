import { z } from 'zod'
import { promptTextProblem } from '../../prompt-variables/prompt-text.ts'
import { readTemplates, templateList } from './templates.ts'

export const promptTemplateConfig = z
  .strictObject({
    templates: templateList.optional().describe('the texts, by name'),
    promptTemplateConfig: z
      .union([templateList, z.string().max(500_000)])
      .optional()
      .describe('in place of `templates`: the same list, as JSON or as a string of it'),
    unknownTemplate: z
      .enum(['leave', 'refuse'])
      .default('leave')
      .describe('a reference to a template that is not there: it stays as it is, or the call is refused'),
    missingParameter: z
      .enum(['leave', 'refuse'])
      .default('leave')
      .describe('a placeholder to which a reference gives nothing: it stays as it is, or the call is refused'),
    texts: z
      .enum(['messages', 'conversation'])
      .default('messages')
      .describe(
        'where references are looked for; messages: in instructions and in what is said; conversation: also in what tools are given and bring',
      ),
    name: z.string().min(1).max(100).optional().describe('what the publisher calls it; nothing depends on it'),
  })
  .superRefine((config, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const forms = (['templates', 'promptTemplateConfig'] as const).filter((form) => config[form] !== undefined)
    const [form] = forms
    if (form === undefined || forms.length > 1)
      return refuse(['templates'], 'templates must be given in one of `templates` and `promptTemplateConfig`')
    const templates = readTemplates(config)
    if (templates === undefined)
      return refuse([form], 'this is not a list such as [{"name":"review","prompt":"a text"}]')
    const names = templates.map(({ name }) => name)
    for (const [index, { name, prompt }] of templates.entries()) {
      if (names.indexOf(name) !== index) refuse([form], `there are two templates with the name ${name}`)
      const problem = promptTextProblem(prompt)
      if (problem !== undefined) refuse([form], `${name}: ${problem}`)
    }
  })
export type PromptTemplateConfig = z.infer<typeof promptTemplateConfig>
