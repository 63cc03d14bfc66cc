import type { Exchange } from '../pipeline/exchange.ts'
import { intervene } from '../pipeline/guardrail.ts'
import { changed, type Policy, type PolicyDeps, type RequestVerdict } from '../pipeline/policy.ts'
import type { Refusal } from '../pipeline/refusal.ts'
import { textHooks } from '../pipeline/text-hooks.ts'
import { isConversation, isModelOutput, type TextRule } from '../pipeline/text-rule.ts'
import { narrowedBy } from '../pipeline/text-selection.ts'
import { type Judged, judgeTexts } from './judge-texts.ts'
import { textParts } from './text-parts.ts'
import type { ServiceText, TextMetadata, TextService, TextsBlocked } from './text-service.ts'
import type { TextVerdictKept } from './verdict-cache.ts'

interface ExternalGuardrail {
  readonly service: TextService
  /** What the policy is called where the publisher gave it no name. */
  readonly policy: string
  /** The incumbent's kind of guardrail. */
  readonly type: string
  readonly config: {
    readonly name?: string | undefined
    readonly flow: 'request' | 'response' | 'both'
    readonly jsonPath: string
    readonly showAssessment: boolean
    readonly cacheSeconds: number
  }
}

/** What is kept of one exchange. */
interface Asking {
  readonly controller: AbortController
  readonly memory: Map<string, TextVerdictKept>
  /** A failure that was passed over while the answer went on. */
  failure: unknown
}

/**
 * A policy that asks a service: the texts of a request in as few calls as possible, a text of an answer once it is whole. The service may
 * let them pass, change them, or stop the call. Where it cannot be asked, this throws, and the attachment's `onFailure` decides.
 */
export function externalGuardrail(guardrail: ExternalGuardrail, deps: PolicyDeps): Policy {
  const { flow, jsonPath } = guardrail.config
  const slot = deps.slot<Asking>()
  const select = narrowedBy(jsonPath)
  const judge = (x: Exchange, texts: readonly ServiceText[], direction: TextMetadata['direction']) => {
    const { controller, memory } = askingOf(x, slot)
    const { verdicts } = deps.external
    const keepMs = guardrail.config.cacheSeconds * 1_000
    const metadata = metadataOf(x, direction)
    return judgeTexts(texts, {
      service: guardrail.service,
      metadata,
      signal: controller.signal,
      memory,
      verdicts,
      keepMs,
    })
  }
  const refusal = (x: Exchange, blocked: TextsBlocked, direction: TextMetadata['direction']) => {
    for (const rule of blocked.rules) deps.found(x, rule)
    return refusalOf(guardrail, blocked, direction)
  }
  const onRequest = async (x: Exchange): Promise<RequestVerdict> => {
    const fields = (select?.(x) ?? x.view?.texts() ?? []).filter(isConversation)
    const parts = textParts(fields)
    const judged = await judge(x, parts.texts, 'request')
    if (judged.action === 'block') return refusal(x, judged, 'request')
    const replaced = parts.replace(judged.texts)
    if (typeof replaced === 'object') return replaced
    return replaced ? noteChange(deps, x) : undefined
  }
  const ruleFor = (x: Exchange): TextRule => ({
    wants: isModelOutput,
    stream: 'whole',
    async judge(text, { kind, role }) {
      if (text.trim() === '') return undefined
      const judged = await attempt(
        () => judge(x, [{ text, kind, role, path: null }], 'response'),
        askingOf(x, slot),
        deps,
      )
      if (judged?.action === 'block') return refusal(x, judged, 'response')
      return judged?.texts[0]
    },
  })
  return {
    ...(flow === 'response' ? {} : { onRequest }),
    ...(flow === 'request' ? {} : { ...textHooks({ response: ruleFor }, deps), onEnd: (x) => endOf(slot.get(x)) }),
  }
}

function noteChange(deps: PolicyDeps, x: Exchange): RequestVerdict {
  deps.found(x, 'modify')
  return changed
}

/**
 * Where a failure is to be passed over, it must not take with it what is held back of the answer: the text goes on, and the failure is thrown
 * at the end, where nothing is held. Otherwise it is thrown at once.
 */
async function attempt(
  ask: () => Promise<Judged>,
  asking: Asking,
  { onFailure }: PolicyDeps,
): Promise<Judged | undefined> {
  if (onFailure === 'reject') return await ask()
  try {
    return await ask()
  } catch (error) {
    asking.failure ??= error
    return undefined
  }
}

function endOf(asking: Asking | undefined): undefined {
  if (asking?.failure !== undefined) throw asking.failure
  return undefined
}

/** Made when first needed; what is under way is given up with the exchange. */
function askingOf(x: Exchange, slot: ReturnType<PolicyDeps['slot']>): Asking {
  const known = slot.get(x) as Asking | undefined
  if (known !== undefined) return known
  const asking: Asking = { controller: new AbortController(), memory: new Map(), failure: undefined }
  slot.set(x, asking)
  x.defer(() => asking.controller.abort())
  return asking
}

function refusalOf(
  { policy, type, config }: ExternalGuardrail,
  blocked: TextsBlocked,
  direction: TextMetadata['direction'],
): Refusal {
  return intervene({
    name: config.name ?? policy,
    type,
    direction: direction === 'request' ? 'REQUEST' : 'RESPONSE',
    reason: blocked.reason,
    assessments: blocked.assessments,
    showAssessment: config.showAssessment,
  })
}

function metadataOf(x: Exchange, direction: TextMetadata['direction']): TextMetadata {
  const { application, key, plan } = x.caller
  return {
    requestId: x.id,
    api: `${x.api.name}/${x.api.version}`,
    application: application.name,
    person: key.person,
    plan: plan?.name ?? null,
    model: x.modelAsked,
    direction,
  }
}
