import type { ModelUpdate } from '@tollgate/contract/resources/model'
import type { ModelPrice, ModelRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, invalidField } from '../problem.ts'

/** The names by which a model is asked for: no other model may be meant. */
export async function namesAreFree(
  reader: Reader,
  { model, alias, providerId }: Pick<ModelRecord, 'model' | 'alias' | 'providerId'>,
  except?: string,
): Promise<void> {
  const others = (await reader.find('model', {})).filter(({ id }) => id !== except)
  const same = others.find((other) => other.providerId === providerId && other.model === model)
  if (same !== undefined)
    throw conflict(`This provider has the model ${model} already (${same.id}): change that one.`, 'model')
  const aliased = others.find((other) => other.alias === model)
  if (aliased !== undefined)
    throw conflict(
      `${model} is the alias of the model ${aliased.model} (${aliased.id}): change that alias first.`,
      'model',
    )
  if (alias === null) return
  if (alias === model) throw invalidField('alias', 'is the name of the model itself; leave it out')
  const holder = others.find((other) => other.alias === alias || other.model === alias)
  if (holder !== undefined)
    throw conflict(`${alias} means the model ${holder.model} already (${holder.id}): choose another alias.`, 'alias')
}

/** The oldest first; two of the same moment would leave open which one holds. */
export function storedPrices(prices: NonNullable<ModelUpdate['prices']>): ModelPrice[] {
  const stored = prices.map(({ from, ...price }) => ({ ...price, from: Date.parse(from) }))
  const times = stored.map(({ from }) => from)
  const twice = times.findIndex((from, index) => times.indexOf(from) !== index)
  if (twice !== -1) throw invalidField(`prices[${twice}].from`, `is there twice: ${prices[twice]?.from}`)
  return stored.sort((one, other) => one.from - other.from)
}
