import { PackagedPrices } from '../../prices/packaged-prices.ts'
import { type DatedPrice, pricesInForce } from '../../prices/price-book.ts'
import { rowOf } from '../../snapshot/compile-prices.ts'
import type { ApiRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { dialectsOf } from '../dialects-of.ts'
import { contentsOf } from './last-deployed.ts'

/** An API as it is in force, which is not always as its publishers have it on their desk. */
export interface FoundApi {
  readonly api: ApiRecord
  readonly keyHeader: string | null
  /** Name of who answers. */
  readonly provider: string
  /** Protocols that it speaks. */
  readonly dialects: readonly string[]
  readonly models: readonly PricedModel[]
  readonly isSubscribed: boolean
  /** Where it is deployed. */
  readonly environmentIds: readonly string[]
}

/** US dollars for a million tokens. */
interface ModelPrice {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
}

type PricedModel = NonNullable<ApiRecord['models']>[number] & { readonly price: ModelPrice | null }

interface Known {
  /** APIs that the actor uses. */
  readonly subscribed: ReadonlySet<string>
  readonly now: number
}

export async function describeApis(
  reader: Reader,
  apis: readonly ApiRecord[],
  { subscribed, now }: Known,
): Promise<FoundApi[]> {
  const deployments = await reader.find('deployment', { apiId: apis.map(({ id }) => id) })
  const deployed = await contentsOf(reader, deployments)
  const inForce = (api: ApiRecord) => deployed.get(api.id)?.api ?? api
  const providerIds = new Set(apis.map((api) => inForce(api).providerId))
  const providers = await reader.find('provider', { id: [...providerIds] })
  const known = await reader.find('model', { providerId: [...providerIds] })
  const book = new PackagedPrices()
  return apis.map((api) => {
    const { keyHeader, models, providerId } = inForce(api)
    const ofProvider = known.filter((model) => model.providerId === providerId)
    const provider = providers.find(({ id }) => id === providerId)
    const shown =
      models ?? ofProvider.map(({ model, displayName, contextWindow }) => ({ id: model, displayName, contextWindow }))
    const priced = (model: (typeof shown)[number]): PricedModel => {
      const own = ofProvider.find((one) => one.model === model.id || one.alias === model.id)
      const preset = provider === undefined ? [] : book.pricesOf(provider, own?.model ?? model.id)
      return { ...model, price: priceAt(pricesInForce(own?.prices.map(rowOf) ?? [], preset), now) }
    }
    return {
      api,
      keyHeader,
      provider: provider?.name ?? '',
      dialects: provider === undefined ? [] : dialectsOf(provider),
      models: shown.map(priced),
      isSubscribed: subscribed.has(api.id),
      environmentIds: deployments.filter(({ apiId }) => apiId === api.id).map(({ environmentId }) => environmentId),
    }
  })
}

/** The newest that has begun. */
function priceAt(prices: readonly DatedPrice[], now: number): ModelPrice | null {
  const price = prices.filter(({ from }) => from <= now).at(-1)
  return price === undefined ? null : { input: price.input, cachedInput: price.cachedInput, output: price.output }
}
