import type { PolicyAttachment } from '@tollgate/contract/snapshot'
import type { Verdict } from '@tollgate/contract/usage-record'
import type { Condition } from './conditions.ts'
import type { Policy, PolicyDefinition, PolicyNeeds, Slot } from './policy.ts'

/** A policy as it is attached to an API, ready to run. */
export interface Step {
  readonly name: string
  readonly attachmentId: string
  readonly mode: PolicyAttachment['mode']
  readonly onFailure: PolicyDefinition['onFailure']
  readonly needs: PolicyNeeds
  /** The verdict of a call that is being written. */
  readonly verdict: Slot<Verdict>
  /** null: it looks at every call. */
  readonly when: Condition | null
  readonly policy: Policy
}

/** Steps as the path of a call needs them: one frozen array per hook, each in the order of attachment. */
export interface Hooks {
  readonly steps: readonly Step[]
  readonly onRequest: readonly Step[]
  readonly chooseEndpoint: readonly Step[]
  readonly onResponseHead: readonly Step[]
  readonly onEvent: readonly Step[]
  readonly onEnd: readonly Step[]
  /** True where some policy reads the request, or something is taken out of it, so that it is parsed and sent re-serialised. */
  readonly readsRequest: boolean
  /** True where some policy reads the answer, so that it must be readable. */
  readonly readsResponse: boolean
  /** True where some policy is not for every call. */
  readonly hasConditions: boolean
  /** True where the model that a call asks for says whether some policy applies. */
  readonly asksForModel: boolean
}

/** `readsRequest`: whatever the policies need. */
export function hooksOf(steps: readonly Step[], readsRequest: boolean): Hooks {
  const having = (hook: keyof Policy) => Object.freeze(steps.filter((step) => step.policy[hook] !== undefined))
  return {
    steps: Object.freeze([...steps]),
    onRequest: having('onRequest'),
    chooseEndpoint: having('chooseEndpoint'),
    onResponseHead: having('onResponseHead'),
    onEvent: having('onEvent'),
    onEnd: having('onEnd'),
    readsRequest: readsRequest || steps.some(({ needs }) => needs.request === 'whole'),
    readsResponse: steps.some(({ needs }) => needs.response === 'events'),
    hasConditions: steps.some(({ when }) => when !== null),
    asksForModel: steps.some(({ when }) => when !== null && when.models !== null),
  }
}
