import type { Exchange } from '../../pipeline/exchange.ts'
import { definePolicy, type PolicyDeps } from '../../pipeline/policy.ts'
import { type Refusal, refuse } from '../../pipeline/refusal.ts'
import { textHooks } from '../../pipeline/text-hooks.ts'
import { isConversation, type TextRule } from '../../pipeline/text-rule.ts'
import type { TextInfo } from '../../protocols/text-lens.ts'
import { type PromptTemplateConfig, promptTemplateConfig } from './schema.ts'
import { type CompiledTemplate, compileTemplate } from './template.ts'
import { readTemplates } from './templates.ts'

const name = 'prompt-template'
const scheme = 'template://'
/** What ends a reference has to be written as `%20` and the like inside a value. */
const reference = /template:\/\/([a-zA-Z0-9_-]+)(?:\?([^\s"'`<>]*))?/g
const nameLengthShown = 100
/** What the references of one call may become, all together. */
const filledCharactersMax = 4_000_000

export const promptTemplate = definePolicy({
  name,
  summary: 'Puts a text of the publisher in the place of a reference such as template://review?language=Go.',
  kind: 'decorator',
  config: promptTemplateConfig,
  needs: { request: 'whole', response: 'none' },
  onFailure: 'reject',
  create(config, deps) {
    const templates = new Map(
      (readTemplates(config) ?? []).map((template) => [template.name, compileTemplate(template.prompt)]),
    )
    const wants = config.texts === 'messages' ? isSaidToModel : isAnywhere
    const request = (x: Exchange): TextRule => {
      const filling = { config, deps, templates, left: filledCharactersMax }
      return { wants, judge: (text) => fillIn(text, x, filling), stream: 'whole' }
    }
    return textHooks({ request }, deps)
  },
})

/** Not what the model has said: its own words would come back to it changed. */
function isSaidToModel({ kind, role }: TextInfo): boolean {
  return kind === 'instructions' || (kind === 'message' && role !== 'assistant')
}

function isAnywhere(info: TextInfo): boolean {
  return info.kind === 'instructions' || isConversation(info)
}

interface Filling {
  readonly config: PromptTemplateConfig
  readonly deps: PolicyDeps
  readonly templates: ReadonlyMap<string, CompiledTemplate>
  /** Characters that may still be filled in. */
  left: number
}

/** One pass over the text: what was filled in is not looked at again. */
function fillIn(text: string, x: Exchange, filling: Filling): string | Refusal | undefined {
  if (!text.includes(scheme)) return undefined
  const { config, deps, templates } = filling
  let out = ''
  let at = 0
  for (const found of text.matchAll(reference)) {
    const [whole, called = '', query = ''] = found
    const template = templates.get(called)
    if (template === undefined) {
      if (config.unknownTemplate === 'refuse') return refuseReference(called, 'there is no such template')
      continue
    }
    const values = new Map(new URLSearchParams(query))
    const missing = [...template.parameters].find((parameter) => !values.has(parameter))
    if (missing !== undefined && config.missingParameter === 'refuse')
      return refuseReference(called, `it needs the parameter ${missing}`)
    const filled = template.fill(x, values)
    filling.left -= filled.length
    if (filling.left < 0) return refuseReference(called, 'the prompt becomes too long')
    out += text.slice(at, found.index) + filled
    at = found.index + whole.length
    deps.found(x, called)
  }
  return out + text.slice(at)
}

function refuseReference(called: string, why: string): Refusal {
  const reference = `${scheme}${called.slice(0, nameLengthShown)}`
  const reason = `the reference ${reference} cannot be filled in: ${why}`
  return refuse(
    'guardrail_blocked',
    `The rule ${name} of this API refused the prompt: ${reason}. Correct it and begin a new conversation, because this one sends it again.`,
    { intervention: { name, type: 'PROMPT_TEMPLATE_ERROR', direction: 'REQUEST', reason: `${reason}.` } },
  )
}
