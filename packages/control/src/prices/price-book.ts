import type { ModelPriceRow } from '@tollgate/contract/snapshot'
import type { ProviderRecord } from '../storage/records.ts'

/** What a model costs from a moment on, in US dollars for a million tokens. */
export type DatedPrice = Omit<ModelPriceRow, 'model'>

/** A provider, as far as its prices can be told from it. */
export type PricedProvider = Pick<ProviderRecord, 'type' | 'baseUrl'>

/** Prices that are known without anybody here having said them. */
export interface PriceBook {
  /** The oldest first; empty: the model is not known. */
  pricesOf(provider: PricedProvider, model: string): readonly DatedPrice[]
  /** Names that calls may have though nobody declared them; empty where there are too many to hand out. */
  modelsOf(provider: PricedProvider): readonly string[]
}

export const emptyPriceBook: PriceBook = { pricesOf: () => [], modelsOf: () => [] }

/** What an administrator says holds from its day on; before it, what was known. */
export function pricesInForce(own: readonly DatedPrice[], preset: readonly DatedPrice[]): DatedPrice[] {
  const first = own.reduce((earliest, { from }) => Math.min(earliest, from), Number.POSITIVE_INFINITY)
  return [...preset.filter(({ from }) => from < first), ...own]
}

/** Where the price comes from that holds at a moment. */
export function priceSource(
  own: readonly Pick<DatedPrice, 'from'>[],
  preset: readonly DatedPrice[],
  at: number,
): 'own' | 'preset' | null {
  if (own.some(({ from }) => from <= at)) return 'own'
  return preset.some(({ from }) => from <= at) ? 'preset' : null
}
