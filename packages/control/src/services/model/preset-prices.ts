import { PackagedPrices } from '../../prices/packaged-prices.ts'
import type { DatedPrice } from '../../prices/price-book.ts'
import type { ModelRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'

type AskedModel = Pick<ModelRecord, 'providerId' | 'model'>

/** What is known of the prices of these models without anybody here having said them. */
export async function presetPrices(
  verb: Verb,
  models: readonly AskedModel[],
): Promise<(model: AskedModel) => readonly DatedPrice[]> {
  const id = [...new Set(models.map(({ providerId }) => providerId))]
  const found = id.length === 0 ? [] : await readerOf(verb).find('provider', { id })
  const providers = new Map(found.map((provider) => [provider.id, provider]))
  const book = new PackagedPrices()
  return ({ providerId, model }) => {
    const provider = providers.get(providerId)
    return provider === undefined ? [] : book.pricesOf(provider, model)
  }
}
