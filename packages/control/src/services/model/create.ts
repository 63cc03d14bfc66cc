import type { ModelCreate } from '@tollgate/contract/resources/model'
import type { ModelRecord } from '../../storage/records.ts'
import { invalidField } from '../problem.ts'
import { requirePlans } from '../require-plans.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { namesAreFree, storedPrices } from './check-model.ts'

const modelsMax = 2_000

/** `id` is given where a configuration file declares it. */
export async function createModel(verb: Verb, input: ModelCreate & { readonly id?: string }): Promise<ModelRecord> {
  authorise(verb, 'models:manage')
  mayBeEdited(verb)
  const { prices, displayName = input.model, ...rest } = input
  return await change(verb, 'model.create', async (writer) => {
    if ((await writer.get('provider', input.providerId)) === undefined)
      throw invalidField('providerId', `names no provider: ${input.providerId}`)
    await namesAreFree(writer, input)
    await requirePlans(writer, input.planIds, 'planIds')
    await roomFor(writer, 'model', { what: 'models', most: modelsMax })
    return await writer.insert('model', {
      ...rest,
      displayName,
      prices: storedPrices(prices),
      ...managedBy(verb),
    })
  })
}
