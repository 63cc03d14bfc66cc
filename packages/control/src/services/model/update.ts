import type { ModelUpdate } from '@tollgate/contract/resources/model'
import type { ModelRecord } from '../../storage/records.ts'
import { requirePlans } from '../require-plans.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'
import { namesAreFree, storedPrices } from './check-model.ts'

/** What is not given stays; prices are given all at once. */
export async function updateModel(
  verb: Verb,
  { id, changes }: { id: string; changes: ModelUpdate },
): Promise<ModelRecord> {
  authorise(verb, 'models:manage')
  return await change(verb, 'model.update', async (writer) => {
    const known = await current(verb, writer, { kind: 'model', id })
    mayBeEdited(verb, known)
    const { prices, ...rest } = changes
    const { model = known.model, alias = known.alias } = rest
    if (model !== known.model || alias !== known.alias)
      await namesAreFree(writer, { model, alias, providerId: known.providerId }, id)
    await requirePlans(writer, rest.planIds ?? null, 'planIds')
    return await writer.update('model', known, {
      ...rest,
      ...(prices === undefined ? {} : { prices: storedPrices(prices) }),
    })
  })
}
