import { createHash } from 'node:crypto'
import { intervene } from '../../pipeline/guardrail.ts'
import { definePolicy } from '../../pipeline/policy.ts'
import { textHooks } from '../../pipeline/text-hooks.ts'
import type { TextRule } from '../../pipeline/text-rule.ts'
import { narrowedBy } from '../../pipeline/text-selection.ts'
import type { TextInfo } from '../../protocols/text-lens.ts'
import { createFindInjection, type FindInjection, type Injection } from './find-injection.ts'
import { type PromptInjectionConfig, promptInjectionConfig } from './schema.ts'

/** Texts whose result is remembered: an agent sends its whole history again with every call. */
const rememberedMax = 5_000
/** A short text is looked at sooner than its hash is made. */
const worthRememberingCharacters = 500
/** Characters of short texts that are looked at in one go. */
const turnCharactersMax = 32_768

export const promptInjection = definePolicy({
  name: 'prompt-injection',
  summary:
    'Refuses requests in which somebody, or something that a tool brought back, tries to give the model other instructions.',
  kind: 'guardrail',
  config: promptInjectionConfig,
  needs: { request: 'whole', response: 'none' },
  onFailure: 'reject',
  create: (config, deps) => {
    const find = remembering(createFindInjection(config.off))
    const select = narrowedBy(config.jsonPath)
    return textHooks(
      {
        select,
        request: (x): TextRule => {
          const takeTurns = takingTurns()
          return {
            wants: (info) => isWanted(info, config.lookAt),
            stream: 'whole',
            async judge(text) {
              await takeTurns(text.length)
              const { score, rules } = await find(text)
              if (score < config.threshold) return undefined
              for (const rule of rules) deps.found(x, rule)
              return refusal({ score, rules }, config)
            },
          }
        },
      },
      deps,
    )
  },
})

/** Where a JSONPath was given, what it names is looked at, whoever said it. */
function isWanted({ kind, role }: TextInfo, lookAt: PromptInjectionConfig['lookAt']): boolean {
  if (kind === 'tool-output') return lookAt.includes('tool-output')
  if (kind === 'message') return lookAt.includes('user') && (role === 'user' || role === null)
  return kind === 'unknown'
}

function refusal({ score, rules }: Injection, { name, threshold, showAssessment }: PromptInjectionConfig) {
  return intervene({
    name: name ?? 'prompt-injection',
    type: 'PROMPT_INJECTION_GUARDRAIL',
    direction: 'REQUEST',
    reason: 'A text in it looks like an attempt to give the model other instructions.',
    assessments: { rules, score, threshold },
    showAssessment,
  })
}

/** A history is many texts: other calls have their turn between them. */
function takingTurns(): (characters: number) => Promise<void> {
  let looked = 0
  return async (characters) => {
    looked += characters
    if (looked <= turnCharactersMax) return
    looked = characters
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Keeps results by hash, never a text. The one that was used longest ago makes room. */
function remembering(find: FindInjection): FindInjection {
  const known = new Map<string, Injection>()
  const keep = (key: string, injection: Injection): Injection => {
    known.delete(key)
    known.set(key, injection)
    const [oldest] = known.keys()
    if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest)
    return injection
  }
  return (text) => {
    if (text.length < worthRememberingCharacters) return find(text)
    const key = createHash('sha256').update(text, 'utf16le').digest('base64')
    const before = known.get(key)
    if (before !== undefined) return keep(key, before)
    const found = find(text)
    return found instanceof Promise ? found.then((injection) => keep(key, injection)) : keep(key, found)
  }
}
