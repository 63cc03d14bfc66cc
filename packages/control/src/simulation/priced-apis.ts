import type { ModelPriceRow } from '@tollgate/contract/snapshot'
import type { Reading } from './recorded-calls.ts'
import type { SimulatedApi } from './simulated-call.ts'
import type { StoredPlans } from './stored-plans.ts'

/**
 * Prices that are given hold for every provider, in front of those that are stored. Of a provider that is not there any more those of all the others
 * hold: a model costs about the same wherever it runs.
 */
export function pricedApis(
  given: readonly ModelPriceRow[],
  { prices, apisWithoutPrices }: Pick<StoredPlans, 'prices' | 'apisWithoutPrices'>,
): Reading['apiOf'] {
  const apis = new Map<string, SimulatedApi>()
  const all = [...prices.values()].flat()
  return ({ provider, api }) => {
    const unpricedModels = apisWithoutPrices.has(api.id) ? 'pass' : 'refuse'
    const name = `${unpricedModels} ${provider}`
    const known = apis.get(name) ?? { prices: [...given, ...(prices.get(provider) ?? all)], unpricedModels }
    apis.set(name, known)
    return known
  }
}
