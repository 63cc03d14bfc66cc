import { flowNeeds } from '../../guardrail-parts/flow-needs.ts'
import { textAndStrings } from '../../guardrail-parts/text-and-strings.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { intervene } from '../../pipeline/guardrail.ts'
import { inOrder } from '../../pipeline/in-order.ts'
import { definePolicy, type Policy, type PolicyDeps } from '../../pipeline/policy.ts'
import type { Refusal } from '../../pipeline/refusal.ts'
import { textHooks } from '../../pipeline/text-hooks.ts'
import { comingOf, isConversation, isModelOutput, type TextPiece, type TextRule } from '../../pipeline/text-rule.ts'
import { narrowedBy } from '../../pipeline/text-selection.ts'
import type { DetectorSet, Look } from '../../scanning/scanner.ts'
import { type RegexConfig, regexConfig } from './schema.ts'

const ruleName = 'regex'

export const regex = definePolicy({
  name: ruleName,
  summary: 'Refuses texts that have a pattern, or that lack it.',
  kind: 'guardrail',
  config: regexConfig,
  needs: flowNeeds,
  onFailure: 'reject',
  create(config, deps) {
    const pattern = deps.scanner.compile({ builtIn: [], custom: [{ label: ruleName, pattern: config.regex }] })
    const rule: Rule = { config, deps, pattern }
    return config.invert ? forbidding(rule) : demanding(rule)
  },
})

interface Rule {
  readonly config: RegexConfig
  readonly deps: PolicyDeps
  readonly pattern: DetectorSet
}

/** No text may have the pattern. */
function forbidding(rule: Rule): Policy {
  const { flow, jsonPath } = rule.config
  const { pattern, deps } = rule
  const textRule = (x: Exchange, direction: Direction): TextRule => {
    const judge = (isFound: boolean) => (isFound ? violation(rule, x, direction) : undefined)
    return {
      wants: direction === 'REQUEST' ? isConversation : isModelOutput,
      judge: (text) => settle(has(rule, text), judge),
      stream: (piece) =>
        settle(
          deps.scanner.look(pattern, comingOf(piece)),
          (look) => judge(isSurelyIn(look, piece)) ?? passUpTo(look, piece),
        ),
    }
  }
  const request = (x: Exchange) => textRule(x, 'REQUEST')
  const response = (x: Exchange) => textRule(x, 'RESPONSE')
  const hooks = { ...(flow === 'response' ? {} : { request }), ...(flow === 'request' ? {} : { response }) }
  return textHooks({ ...hooks, select: narrowedBy(jsonPath) }, deps)
}

/** A request has to have the pattern somewhere, and so has everything that the model says. */
function demanding(rule: Rule): Policy {
  const { flow, jsonPath } = rule.config
  const select = narrowedBy(jsonPath)
  const onRequest = (x: Exchange) => {
    if (x.view === null) return undefined
    const texts = (select?.(x) ?? x.view.texts().filter(isConversation)).flatMap(textAndStrings)
    const found = inOrder(texts, (text) => settle(has(rule, text), (isFound) => (isFound ? true : undefined)))
    return settle(found, (isFound) => (isFound === true ? undefined : violation(rule, x, 'REQUEST')))
  }
  const response = (x: Exchange): TextRule => ({
    wants: ({ kind }) => kind === 'message',
    judge: (text) => settle(has(rule, text), (isFound) => (isFound ? undefined : violation(rule, x, 'RESPONSE'))),
    stream: 'whole',
  })
  return {
    ...(flow === 'response' ? {} : { onRequest }),
    ...(flow === 'request' ? {} : textHooks({ response }, rule.deps)),
  }
}

function has({ deps, pattern }: Rule, text: string): boolean | Promise<boolean> {
  return settle(deps.scanner.scan(pattern, text), (spans) => spans.length > 0)
}

/** A match that reaches up to what has come may be none, or another one, once more has come. */
function isSurelyIn({ spans }: Look, { before, pending, isEnd }: TextPiece): boolean {
  return spans.some(({ end }) => isEnd || end < before.length + pending.length)
}

/** What can be the beginning of a match stays here until it is none. */
function passUpTo({ open }: Look, { before, pending }: TextPiece) {
  const taken = open - before.length
  return { taken, out: pending.slice(0, taken) }
}

type Direction = 'REQUEST' | 'RESPONSE'

function violation({ config, deps }: Rule, x: Exchange, direction: Direction): Refusal {
  const name = config.name ?? ruleName
  deps.found(x, name)
  return intervene({
    name,
    type: 'REGEX_GUARDRAIL',
    direction,
    reason: 'Violation of regular expression detected.',
    assessments: `Violated regular expression: ${config.regex}`,
    showAssessment: config.showAssessment,
  })
}

function settle<T, R>(value: T | Promise<T>, next: (settled: T) => R): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
