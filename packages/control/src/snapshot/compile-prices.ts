import type { ApiRow, ModelPriceRow } from '@tollgate/contract/snapshot'
import { type DatedPrice, type PriceBook, type PricedProvider, pricesInForce } from '../prices/price-book.ts'
import type { ModelPrice, ModelRecord, ProviderRecord } from '../storage/records.ts'

interface PricedModels {
  /** Of all providers. */
  readonly models: readonly ModelRecord[]
  readonly provider: PricedProvider & Pick<ProviderRecord, 'id'>
  readonly priceBook: PriceBook
  /** What the API lists, beside what is declared. */
  readonly listed?: ApiRow['models'] | undefined
}

/** By the model's name and by its alias, the newest price first: a gateway takes the first that has begun. */
export function compilePrices({ models, provider, priceBook, listed = null }: PricedModels): Pick<ApiRow, 'prices'> {
  const declared = models.filter(({ providerId }) => providerId === provider.id)
  const names = new Set(
    declared.flatMap(({ model, alias }) => [model, alias ?? model]).map((name) => name.toLowerCase()),
  )
  const others = new Set([...(listed ?? []).map(({ id }) => id), ...priceBook.modelsOf(provider)])
  const prices: ModelPriceRow[] = [
    ...declared.flatMap(({ model, alias, prices: own }) => {
      const dated = pricesInForce(own.map(rowOf), priceBook.pricesOf(provider, model))
      return [model, ...(alias === null ? [] : [alias])].flatMap((name) => named(name, dated))
    }),
    ...[...others]
      .filter((name) => !names.has(name.toLowerCase()))
      .flatMap((name) => named(name, priceBook.pricesOf(provider, name))),
  ]
  return prices.length === 0 ? {} : { prices: prices.sort((one, other) => other.from - one.from) }
}

/** A price as its row says it. */
export function rowOf({ from, input, cachedInput, output }: ModelPrice): DatedPrice {
  return { from, input, cachedInput: cachedInput ?? input, output }
}

function named(model: string, prices: readonly DatedPrice[]): ModelPriceRow[] {
  return prices.map((price) => ({ model, ...price }))
}
