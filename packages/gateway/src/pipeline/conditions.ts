import type { PolicyCondition } from '@tollgate/contract/snapshot'
import type { ClientKind } from '../refusals/client-kind.ts'
import type { CompiledApi } from './compile.ts'
import type { Caller } from './exchange.ts'
import { hooksOf, type Step } from './steps.ts'

/** What a policy's condition asks for, ready to be compared; a part that is null takes every call. */
export interface Condition {
  /** Lower-case: a provider may not care how a model is spelt. */
  readonly models: ReadonlySet<string> | null
  readonly agents: ReadonlySet<string> | null
  readonly planIds: ReadonlySet<string> | null
  readonly teamIds: ReadonlySet<string> | null
  readonly operations: ReadonlySet<string> | null
}

/** What is known of a call before anything of its body is read. */
export interface Asking {
  readonly caller: Caller
  readonly agent: ClientKind
  /** `METHOD path`. */
  readonly operation: string
}

export function compileCondition(when: PolicyCondition): Condition {
  return {
    models: toSet(when.models?.map((model) => model.toLowerCase()) ?? null),
    agents: toSet(when.agents),
    planIds: toSet(when.planIds),
    teamIds: toSet(when.teamIds),
    operations: toSet(when.operations),
  }
}

/**
 * The API with the policies that may apply to a caller, known before anything of the body is read. One that asks for models is among
 * them until `applicableToModel` knows the model, so that a call whose model cannot be read is looked at.
 */
export function applicableToCaller(api: CompiledApi, { caller, agent, operation }: Asking): CompiledApi {
  if (!api.hasConditions) return api
  return withSteps(api, ({ when }) => {
    if (when === null) return true
    const { plan, application } = caller
    return (
      holds(when.operations, operation) &&
      holds(when.agents, agent) &&
      holds(when.planIds, plan === null ? null : (plan.basePlanId ?? plan.id)) &&
      holds(when.teamIds, application.teamId)
    )
  })
}

/** The API without the policies that are for other models; null: the model cannot be read, so all of them stay. */
export function applicableToModel(api: CompiledApi, model: string | null): CompiledApi {
  if (!api.asksForModel || model === null) return api
  const asked = model.toLowerCase()
  return withSteps(api, ({ when }) => when === null || holds(when.models, asked))
}

function withSteps(api: CompiledApi, applies: (step: Step) => boolean): CompiledApi {
  const steps = api.steps.filter(applies)
  return steps.length === api.steps.length
    ? api
    : Object.freeze({ ...api, ...hooksOf(steps, api.row.stripAgentMetadata === true) })
}

function holds(wanted: ReadonlySet<string> | null, value: string | null): boolean {
  return wanted === null || (value !== null && wanted.has(value))
}

function toSet(values: readonly string[] | null): ReadonlySet<string> | null {
  return values === null ? null : new Set(values)
}
