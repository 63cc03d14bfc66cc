import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { Attempt, Verdict } from '@tollgate/contract/usage-record'
import type { CompiledApi } from './compile.ts'
import type { Exchange, Settlement } from './exchange.ts'
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
  // A policy that only observes works on a copy, so that nothing it does goes upstream.
  if (step.mode === 'observe' && view !== null) x.view = x.protocol.view(structuredClone(view.json))
  try {
    const verdict = await step.policy.onRequest?.(x)
    return judge(step, x, verdict)
  } catch (error) {
    return failed(step, { x, log, phase: 'request' }, error)
  } finally {
    x.view = view
  }
}

function judge(step: Step, x: Exchange, verdict: RequestVerdict): RequestVerdict {
  const isStop = verdict?.kind === 'refusal' || verdict?.kind === 'answer'
  if (step.mode === 'observe') {
    note(x, step, { phase: 'request', verdict: isStop ? 'would-refuse' : 'passed' })
    return undefined
  }
  if (verdict?.kind === 'refusal') note(x, step, { phase: 'request', verdict: 'refused' })
  else note(x, step, { phase: 'request', verdict: verdict === undefined ? 'passed' : 'changed' })
  return verdict?.kind === 'refusal' ? { ...verdict, policy: step.name } : verdict
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
      const refusal = failed(step, { x, log: choice.log, phase: 'request' }, error)
      if (refusal !== undefined) return refusal
    }
  }
  return choice.last === undefined ? pickByWeight(choice.candidates, choice.random) : undefined
}

export function runHeadHooks(api: CompiledApi, x: Exchange, head: ResponseHead, log: FailureLog): Refusal | undefined {
  for (const step of api.onResponseHead) {
    try {
      const refusal = step.policy.onResponseHead?.(x, head)
      const stop = stopOf(step, x, refusal)
      if (stop !== undefined) return stop
    } catch (error) {
      const refusal = failed(step, { x, log, phase: 'response' }, error)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
}

/** The verdict of one policy on one event. */
export function runEventHook(step: Step, x: Exchange, event: AnswerEvent, log: FailureLog): EventVerdict {
  try {
    const verdict = step.policy.onEvent?.(x, event) ?? 'pass'
    if (typeof verdict === 'object' && 'kind' in verdict) return stopOf(step, x, verdict) ?? 'pass'
    return step.mode === 'observe' ? 'pass' : verdict
  } catch (error) {
    return failed(step, { x, log, phase: 'response' }, error) ?? 'pass'
  }
}

export function runEndHooks(api: CompiledApi, x: Exchange, log: FailureLog): Refusal | undefined {
  for (const step of api.onEnd) {
    try {
      const stop = stopOf(step, x, step.policy.onEnd?.(x))
      if (stop !== undefined) return stop
    } catch (error) {
      const refusal = failed(step, { x, log, phase: 'response' }, error)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
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

function stopOf(step: Step, x: Exchange, refusal: Refusal | undefined): Refusal | undefined {
  if (refusal === undefined) return undefined
  note(x, step, { phase: 'response', verdict: step.mode === 'observe' ? 'would-refuse' : 'refused' })
  return step.mode === 'observe' ? undefined : { ...refusal, policy: step.name }
}

interface FailureContext {
  readonly x: Exchange
  readonly log: FailureLog
  readonly phase: Verdict['phase']
}

function failed(step: Step, { x, log, phase }: FailureContext, error: unknown): Refusal | undefined {
  log.policyFailed(x, step.name, error)
  note(x, step, { phase, verdict: 'could-not-run' })
  if (step.onFailure === 'skip' || step.mode === 'observe') return undefined
  const message = `The rule ${step.name} of this API could not be checked, so the call was refused: try again, and tell its publisher.`
  return refuse('policy_failed', message, { policy: step.name })
}

function note(x: Exchange, step: Step, what: Pick<Verdict, 'phase' | 'verdict'>): void {
  x.verdicts.push({ policy: step.name, ...what })
}
