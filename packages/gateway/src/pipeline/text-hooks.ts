import type { TextField } from '../protocols/text-lens.ts'
import type { Exchange } from './exchange.ts'
import { inOrder } from './in-order.ts'
import { judgeJsonText } from './json-text.ts'
import { changed, type Policy, type PolicyDeps, type RequestVerdict } from './policy.ts'
import type { Refusal } from './refusal.ts'
import type { TextRule, TextVerdict } from './text-rule.ts'
import { fixedText, TextStream } from './text-stream.ts'

export interface TextPolicy {
  /** The rule for a call's request; undefined where it has nothing to look for in this one. Left out: requests are not looked at. */
  request?(x: Exchange): TextRule | undefined
  /** The rule for the answer: asked for once, when the answer begins. */
  response?(x: Exchange): TextRule | undefined
  /** The texts of a request, where it is not all of them: see `narrowedBy` in `text-selection.ts`. */
  readonly select?: ((x: Exchange) => readonly TextField[]) | undefined
}

/** Makes a policy's hooks of rules about texts. */
export function textHooks({ request, response, select }: TextPolicy, deps: Pick<PolicyDeps, 'slot'>): Policy {
  const streams = deps.slot<{ readonly stream: TextStream | undefined }>()
  const onRequest = (x: Exchange) => {
    const rule = request?.(x)
    return rule === undefined || x.view === null ? undefined : judgeFields(select?.(x) ?? x.view.texts(), rule)
  }
  const open = (x: Exchange) => {
    const rule = response?.(x)
    const opened = { stream: rule === undefined ? undefined : new TextStream(x.protocol, rule) }
    streams.set(x, opened)
    return opened
  }
  const onEvent: Policy['onEvent'] = (x, event) => {
    const { stream } = streams.get(x) ?? open(x)
    return stream === undefined ? 'pass' : stream.take(event.json())
  }
  return { ...(request === undefined ? {} : { onRequest }), ...(response === undefined ? {} : { onEvent }) }
}

/** Every field that the rule wants, one after the other. */
function judgeFields(fields: readonly TextField[], rule: TextRule): RequestVerdict | Promise<RequestVerdict> {
  let isChanged = false
  const take = (field: TextField, verdict: TextVerdict): Refusal | undefined => {
    if (verdict === undefined || typeof verdict === 'object') return verdict
    if (verdict === field.text) return undefined
    if (!field.mayChange) return fixedText(field)
    field.replace(verdict)
    isChanged = true
    return undefined
  }
  const judge = (field: TextField) => {
    if (rule.wants?.(field) === false) return undefined
    const judgePart = (part: string) => rule.judge(part, field)
    const verdict = field.format === 'json' ? judgeJsonText(field.text, judgePart) : judgePart(field.text)
    return verdict instanceof Promise ? verdict.then((settled) => take(field, settled)) : take(field, verdict)
  }
  const finish = (stop: Refusal | undefined): RequestVerdict => stop ?? (isChanged ? changed : undefined)
  const stop = inOrder(fields, judge)
  return stop instanceof Promise ? stop.then(finish) : finish(stop)
}
