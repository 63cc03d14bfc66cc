import type { ApiRow, ModelRow, PlanRow } from '@tollgate/contract/snapshot'
import type { Caller, Exchange } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'

/** Models that a plan allows, and models that are kept for certain plans. A test key is under no plan and may ask for any. */

interface Asking {
  readonly api: ApiRow
  readonly caller: Caller
}

const modelNameLengthShown = 100
/** A sentence names this many of the models that are allowed. */
const modelsNamed = 5

/** Whether the model decides if the call may go on, so that it must be known for certain. */
export function modelDecides(x: Exchange): boolean {
  return x.protocol.answersAreModelOutput && isRestricted(x)
}

/** `x.modelAsked` must have been read for certain wherever `modelDecides` says so; null is refused. */
export function refuseModel(x: Exchange): Refusal | undefined {
  if (!modelDecides(x)) return undefined
  const { plan } = x.caller
  const who = plan === null ? 'The subscription of this key, which has no plan,' : `Plan ${plan.name}`
  if (x.modelAsked !== null && allows(x, x.modelAsked)) return undefined
  return refuseWith(who, x.modelAsked, plan?.models?.filter((model) => allows(x, model)) ?? [])
}

/** What the list of a plan itself says, whatever an API keeps for the subscribers of others. */
export function refuseModelOfPlan(
  plan: Pick<PlanRow, 'name' | 'models'>,
  modelAsked: string | null,
): Refusal | undefined {
  if (plan.models === null || (modelAsked !== null && plan.models.includes(modelAsked))) return undefined
  return refuseWith(`Plan ${plan.name}`, modelAsked, plan.models)
}

function refuseWith(who: string, modelAsked: string | null, allowed: readonly string[]): Refusal {
  if (modelAsked === null) {
    return refuse(
      'model_not_allowed',
      `${who} does not allow every model, and the model of this call cannot be read: name one model in the body, as the JSON string "model".`,
    )
  }
  const model = modelAsked.slice(0, modelNameLengthShown)
  return refuse(
    'model_not_allowed',
    `${who} does not allow the model ${model}: choose ${describeModels(allowed)}, or subscribe with a plan that allows it.`,
  )
}

/** What `GET /models` lists to this caller; null: the provider is asked. */
export function listedModels(x: Asking): readonly ModelRow[] | null {
  const { models } = x.api
  if (models === null || !isRestricted(x)) return models
  return models.filter(({ id }) => allows(x, id))
}

function isRestricted({ api, caller }: Asking): boolean {
  const { plan, subscription } = caller
  if (subscription === null) return false
  if (plan !== null && plan.models !== null) return true
  return api.restrictedModels.some((restricted) => !isFor(restricted, plan))
}

/** Spelt otherwise, a model is not on a plan's list, but it is still one that is kept for others. */
function allows({ api, caller: { plan } }: Asking, model: string): boolean {
  if (plan !== null && plan.models !== null && !plan.models.includes(model)) return false
  const asked = model.toLowerCase()
  return api.restrictedModels.every((restricted) => restricted.model.toLowerCase() !== asked || isFor(restricted, plan))
}

function isFor({ planIds }: ApiRow['restrictedModels'][number], plan: PlanRow | null): boolean {
  return plan !== null && planIds.includes(plan.basePlanId ?? plan.id)
}

function describeModels(models: readonly string[]): string {
  if (models.length === 0) return 'another one'
  const more = models.length > modelsNamed ? ' or another that GET /models lists' : ''
  return `${models.slice(0, modelsNamed).join(', ')}${more}`
}
