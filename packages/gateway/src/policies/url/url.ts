import { setImmediate } from 'node:timers/promises'
import { flowNeeds } from '../../guardrail-parts/flow-needs.ts'
import { textAndStrings } from '../../guardrail-parts/text-and-strings.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { intervene } from '../../pipeline/guardrail.ts'
import { definePolicy, type PolicyDeps } from '../../pipeline/policy.ts'
import type { Refusal } from '../../pipeline/refusal.ts'
import { textHooks } from '../../pipeline/text-hooks.ts'
import { isConversation, isModelOutput, type TextRule } from '../../pipeline/text-rule.ts'
import { narrowedBy } from '../../pipeline/text-selection.ts'
import { extractUrls } from '../../url-check/extract-urls.ts'
import { type UrlConfig, urlConfig } from './schema.ts'

const ruleName = 'url'
/** Texts with more characters are looked through in a turn of their own: reading the body took long enough. */
const ownTurnFrom = 65_536

export const url = definePolicy({
  name: ruleName,
  summary: 'Refuses texts with web addresses that do not exist.',
  kind: 'guardrail',
  config: urlConfig,
  needs: flowNeeds,
  onFailure: 'reject',
  create(config, deps) {
    const { flow, jsonPath } = config
    const select = narrowedBy(jsonPath)
    const onRequest = (x: Exchange) => {
      const fields = select?.(x) ?? x.view?.texts().filter(isConversation) ?? []
      return check({ config, deps }, x, fields.flatMap(textAndStrings), 'REQUEST')
    }
    const response = (x: Exchange): TextRule => ({
      wants: isModelOutput,
      judge: (text) => check({ config, deps }, x, [text], 'RESPONSE'),
      stream: 'whole',
    })
    return {
      ...(flow === 'response' ? {} : { onRequest }),
      ...(flow === 'request' ? {} : textHooks({ response }, deps)),
    }
  },
})

interface Rule {
  readonly config: UrlConfig
  readonly deps: PolicyDeps
}

type Checked = undefined | Promise<Refusal | undefined>
type Direction = 'REQUEST' | 'RESPONSE'

function check(rule: Rule, x: Exchange, texts: readonly string[], direction: Direction): Checked {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  if (characters < ownTurnFrom) return checkNow(rule, x, texts, direction)
  return setImmediate().then(() => checkNow(rule, x, texts, direction))
}

/** All addresses of the texts at once, so that they are asked in parallel; nobody is asked where there is none. */
function checkNow({ config, deps }: Rule, x: Exchange, texts: readonly string[], direction: Direction): Checked {
  const urls = [...new Set(texts.flatMap(extractUrls))]
  if (urls.length === 0) return undefined
  const how = { onlyDns: config.onlyDNS, timeoutMs: config.timeout }
  return deps.urlChecker.findInvalid(urls, how).then((invalidUrls) => {
    if (invalidUrls.length === 0) return undefined
    const name = config.name ?? ruleName
    deps.found(x, name, invalidUrls.length)
    return intervene({
      name,
      type: 'URL_GUARDRAIL',
      direction,
      reason: 'Violation of url validity detected.',
      assessments: { message: 'One or more URLs in the payload failed validation.', invalidUrls },
      showAssessment: config.showAssessment,
    })
  })
}
