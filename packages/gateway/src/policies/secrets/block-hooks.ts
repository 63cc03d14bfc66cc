import type { Exchange } from '../../pipeline/exchange.ts'
import { intervene } from '../../pipeline/guardrail.ts'
import type { Policy, PolicyDeps } from '../../pipeline/policy.ts'
import type { Refusal } from '../../pipeline/refusal.ts'
import { type TextPolicy, textHooks } from '../../pipeline/text-hooks.ts'
import { comingOf, isModelOutput, type TextPiece, type TextRule } from '../../pipeline/text-rule.ts'
import type { DetectorSet, Look, Span } from '../../scanning/scanner.ts'
import type { SecretsConfig } from './schema.ts'

interface BlockOptions {
  readonly detectors: DetectorSet
  readonly select: TextPolicy['select']
  readonly deps: PolicyDeps
}

/** Refuses a call at its first secret. The refusal names its kind, never the secret. */
export function blockHooks(config: SecretsConfig, { detectors, select, deps }: BlockOptions): Policy {
  const refusalOf = (x: Exchange, spans: readonly Span[], direction: 'REQUEST' | 'RESPONSE'): Refusal | undefined => {
    const kinds = [...new Set(spans.map(({ label }) => label))]
    const [first] = kinds
    if (first === undefined) return undefined
    for (const kind of kinds) deps.found(x, kind)
    return intervene({
      name: config.name ?? 'secrets',
      type: 'SECRETS_GUARDRAIL',
      direction,
      reason: `There is a secret in it (${first}).`,
      assessments: kinds,
      showAssessment: config.showAssessment,
    })
  }
  const ruleOf = (x: Exchange, direction: 'REQUEST' | 'RESPONSE'): TextRule => ({
    ...(direction === 'RESPONSE' ? { wants: isModelOutput } : {}),
    judge(text) {
      const spans = deps.scanner.scan(detectors, text)
      return spans instanceof Promise
        ? spans.then((found) => refusalOf(x, found, direction))
        : refusalOf(x, spans, direction)
    },
    stream: detectors.isOpenEnded
      ? 'whole'
      : (piece) => {
          const step = (look: Look) => {
            const { spans, taken } = known(look, piece)
            return refusalOf(x, spans, direction) ?? { taken, out: piece.pending.slice(0, taken) }
          }
          const look = deps.scanner.look(detectors, comingOf(piece))
          return look instanceof Promise ? look.then(step) : step(look)
        },
  })
  const request = (x: Exchange) => ruleOf(x, 'REQUEST')
  const response = (x: Exchange) => ruleOf(x, 'RESPONSE')
  const { flow } = config
  return textHooks(
    { ...(flow === 'response' ? {} : { request }), ...(flow === 'request' ? {} : { response }), select },
    deps,
  )
}

/** The secrets that are surely there, and how much of what waits is surely none. */
function known({ spans, open }: Look, { before }: TextPiece) {
  return { spans: spans.filter(({ end }) => end <= open), taken: open - before.length }
}
