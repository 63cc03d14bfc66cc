import type { Exchange } from '../../pipeline/exchange.ts'
import { changed, definePolicy, type RequestVerdict } from '../../pipeline/policy.ts'
import { type Refusal, refuse } from '../../pipeline/refusal.ts'
import { listedModels } from '../../usage/plan-models.ts'
import { type ModelRules, modelRules } from './model-rules.ts'
import { modelAccessConfig } from './schema.ts'

const modelLengthShown = 100
/** A sentence names this many of the models that may be used. */
const modelsNamed = 8

export const modelAccess = definePolicy({
  name: 'model-access',
  summary: 'Says which models of an API may be used, and puts one in the place of another.',
  kind: 'guardrail',
  config: modelAccessConfig,
  needs: { request: 'whole', response: 'none' },
  onFailure: 'reject',
  create(config) {
    const rules = modelRules(config)
    return { onRequest: (x) => (x.protocol.answersAreModelOutput ? checkModel(x, rules) : listOffered(x, rules)) }
  },
})

function checkModel(x: Exchange, rules: ModelRules): RequestVerdict {
  const { view } = x
  if (view === null) return undefined
  const asked = view.model
  if (asked === null)
    return refuse(
      'model_not_allowed',
      'This API does not offer every model, and this call names none: name one in the body, as the JSON string "model".',
    )
  const served = rules.serve(asked)
  if (served === undefined) return refuseModel(x, asked, rules)
  if (served === asked) return undefined
  view.model = served
  return changed
}

function refuseModel(x: Exchange, asked: string, rules: ModelRules): Refusal {
  const listed = listedModels(x)?.flatMap(({ id }) => (rules.serve(id) === undefined ? [] : [id])) ?? []
  const offered = listed.length > 0 ? listed : rules.offered
  const more = offered.length > modelsNamed ? ' or another that GET /models lists' : ''
  const choice = offered.length === 0 ? 'another one' : `${offered.slice(0, modelsNamed).join(', ')}${more}`
  return refuse(
    'model_not_allowed',
    `This API does not offer the model ${asked.slice(0, modelLengthShown)}: choose ${choice}.`,
  )
}

/** A list of models shows what may be asked for. Where the API has no list of its own, the provider's goes on as it is. */
function listOffered(x: Exchange, rules: ModelRules): RequestVerdict {
  const models = listedModels(x)
  const offered = models?.filter(({ id }) => rules.serve(id) !== undefined) ?? null
  const body = x.protocol.answerLocally(offered)
  if (body === undefined || offered?.length === models?.length) return undefined
  return { kind: 'answer', status: 200, contentType: 'application/json', body }
}
