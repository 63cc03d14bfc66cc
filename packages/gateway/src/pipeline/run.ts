import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { Attempt, Verdict } from '@tollgate/contract/usage-record'
import type { CompiledApi } from './compile.ts'
import type { Exchange, Settlement } from './exchange.ts'
import { inOrder } from './in-order.ts'
import { pickByWeight } from './pick-by-weight.ts'
import type { Answer, AnswerEvent, EventVerdict, RequestVerdict, ResponseHead } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Step } from './steps.ts'

/**
 * Runs the hooks of policies, and is the only place that catches what they throw: a failure becomes a refusal or is passed
 * over, as the policy's `onFailure` says. README.md draws the order.
 */

/** Where failures of policies are told; they carry internals, so they never reach a client. */
export interface FailureLog {
  policyFailed(x: Exchange, policy: string, error: unknown): void
}

/** undefined: go on to the provider. */
export async function runRequestHooks(
  api: CompiledApi,
  x: Exchange,
  log: FailureLog,
): Promise<Refusal | Answer | undefined> {
  for (const step of api.onRequest) {
    const verdict = await runRequestHook(step, x, log)
    if (verdict?.kind === 'refusal' || verdict?.kind === 'answer') return verdict
  }
  return undefined
}

async function runRequestHook(step: Step, x: Exchange, log: FailureLog): Promise<RequestVerdict> {
  const { view } = x
  const startedAt = performance.now()
  const record = openVerdict(step, x, 'request')
  // A policy that only observes works on a copy, so that nothing it does goes upstream.
  if (step.mode === 'observe' && view !== null) x.view = x.protocol.view(structuredClone(view.json))
  try {
    const verdict = await step.policy.onRequest?.(x)
    record.verdict = verdictOf(step, verdict)
    if (step.mode === 'observe') return undefined
    return verdict?.kind === 'refusal' ? { ...verdict, policy: step.name } : verdict
  } catch (error) {
    return failed(step, { x, log, record }, error)
  } finally {
    x.view = view
    spend(record, startedAt)
  }
}

function verdictOf(step: Step, verdict: RequestVerdict): Verdict['verdict'] {
  if (verdict === undefined) return 'passed'
  if (verdict.kind === 'changed') return step.mode === 'observe' ? 'would-change' : 'changed'
  if (step.mode === 'observe') return 'would-refuse'
  return verdict.kind === 'refusal' ? 'refused' : 'changed'
}

/** The endpoint for the next attempt; undefined where there is none left to try. */
export function runEndpointHooks(
  api: CompiledApi,
  x: Exchange,
  choice: { candidates: readonly EndpointRow[]; last: Attempt | undefined; log: FailureLog; random: () => number },
): EndpointRow | Refusal | undefined {
  for (const step of api.chooseEndpoint) {
    try {
      const endpoint = step.policy.chooseEndpoint?.(x, choice.candidates, choice.last)
      if (endpoint !== undefined && step.mode === 'enforce') return endpoint
    } catch (error) {
      const record = openVerdict(step, x, 'request')
      const refusal = failed(step, { x, log: choice.log, record }, error)
      if (refusal !== undefined) return refusal
    }
  }
  return choice.last === undefined ? pickByWeight(choice.candidates, choice.random) : undefined
}

export function runHeadHooks(api: CompiledApi, x: Exchange, head: ResponseHead, log: FailureLog): Refusal | undefined {
  for (const step of api.onResponseHead) {
    const record = openVerdict(step, x, 'response')
    try {
      const stop = stopOf(step, record, step.policy.onResponseHead?.(x, head))
      if (stop !== undefined) return stop
    } catch (error) {
      const refusal = failed(step, { x, log, record }, error)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
}

/** The verdict of one policy on one event; a promise only where the policy gave one. */
export function runEventHook(
  step: Step,
  x: Exchange,
  event: AnswerEvent,
  log: FailureLog,
): EventVerdict | Promise<EventVerdict> {
  const startedAt = performance.now()
  const record = answerVerdict(step, x)
  try {
    const verdict = step.policy.onEvent?.(x, step.mode === 'observe' ? copyOf(event) : event) ?? 'pass'
    if (verdict instanceof Promise) return judgeLater({ step, x, log, record, startedAt }, verdict)
    spend(record, startedAt)
    return judgeEvent(step, record, verdict)
  } catch (error) {
    return failed(step, { x, log, record }, error) ?? 'pass'
  }
}

async function judgeLater(
  { step, x, log, record, startedAt }: FailureContext & { readonly step: Step; readonly startedAt: number },
  verdict: Promise<EventVerdict>,
): Promise<EventVerdict> {
  try {
    return judgeEvent(step, record, await verdict)
  } catch (error) {
    return failed(step, { x, log, record }, error) ?? 'pass'
  } finally {
    spend(record, startedAt)
  }
}

function judgeEvent(step: Step, record: Verdict, verdict: EventVerdict): EventVerdict {
  if (verdict === 'pass' || verdict === 'hold') return step.mode === 'observe' ? 'pass' : verdict
  if (typeof verdict === 'object' && 'kind' in verdict) return stopOf(step, record, verdict) ?? 'pass'
  const isSame = typeof verdict === 'object' && verdict.isSame === true
  if (record.verdict === 'passed' && !isSame) record.verdict = step.mode === 'observe' ? 'would-change' : 'changed'
  return step.mode === 'observe' ? 'pass' : verdict
}

/** A policy that only observes may change its copy as it likes. */
function copyOf(event: AnswerEvent): AnswerEvent {
  let copy: { readonly json: unknown } | undefined
  return {
    name: event.name,
    json() {
      copy ??= { json: structuredClone(event.json()) }
      return copy.json
    },
  }
}

export function runEndHooks(
  api: CompiledApi,
  x: Exchange,
  log: FailureLog,
): Refusal | undefined | Promise<Refusal | undefined> {
  return api.onEnd.length === 0 ? undefined : inOrder(api.onEnd, (step) => runEndHook(step, x, log))
}

function runEndHook(step: Step, x: Exchange, log: FailureLog): Refusal | undefined | Promise<Refusal | undefined> {
  const record = answerVerdict(step, x)
  try {
    const refusal = step.policy.onEnd?.(x)
    if (!(refusal instanceof Promise)) return stopOf(step, record, refusal)
    return refusal
      .then((settled) => stopOf(step, record, settled))
      .catch((error: unknown) => failed(step, { x, log, record }, error))
  } catch (error) {
    return failed(step, { x, log, record }, error)
  }
}

/** What hooks throw is caught above: what fails here is a bug of ours. It is told, and ends the answer. */
export function refusedWhereFailed<T>(passed: Promise<T>, onBug: (error: unknown) => void): Promise<T | Refusal> {
  return passed.catch((error: unknown) => {
    onBug(error)
    return refuse('policy_failed')
  })
}

/** Runs what was deferred, each exactly once: a settle that throws does not keep the others from running. */
export function runDeferred(x: Exchange, settlement: Settlement, log: FailureLog): void {
  for (const settle of x.takeDeferred()) {
    try {
      settle(settlement)
    } catch (error) {
      log.policyFailed(x, 'settle', error)
    }
  }
}

function stopOf(step: Step, record: Verdict, refusal: Refusal | undefined): Refusal | undefined {
  if (refusal === undefined) return undefined
  record.verdict = step.mode === 'observe' ? 'would-refuse' : 'refused'
  return step.mode === 'observe' ? undefined : { ...refusal, policy: step.name }
}

interface FailureContext {
  readonly x: Exchange
  readonly log: FailureLog
  readonly record: Verdict
}

function failed(step: Step, { x, log, record }: FailureContext, error: unknown): Refusal | undefined {
  log.policyFailed(x, step.name, error)
  record.verdict = 'could-not-run'
  if (step.onFailure === 'skip' || step.mode === 'observe') return undefined
  const message = `The rule ${step.name} of this API could not be checked, so the call was refused: try again, and tell its publisher.`
  return refuse('policy_failed', message, { policy: step.name })
}

/** One verdict for all events of an answer. */
function answerVerdict(step: Step, x: Exchange): Verdict {
  const open = step.verdict.get(x)
  return open?.phase === 'response' ? open : openVerdict(step, x, 'response')
}

function openVerdict(step: Step, x: Exchange, phase: Verdict['phase']): Verdict {
  const record: Verdict = { policy: step.name, attachment: step.attachmentId, phase, verdict: 'passed', ms: 0 }
  step.verdict.set(x, record)
  x.verdicts.push(record)
  return record
}

function spend(record: Verdict, startedAt: number): void {
  record.ms = Math.round((record.ms + performance.now() - startedAt) * 1000) / 1000
}
