import type { CatalogueItem } from '@tollgate/contract/resources/catalogue'

type Price = CatalogueItem['models'][number]['price']

export function shownPrice(dollars: number | undefined): string {
  return dollars === undefined ? 'not known' : `$${dollars.toFixed(dollars < 0.1 && dollars > 0 ? 3 : 2)}`
}

/** `$0.25 to $2.50 in, $2.00 to $15.00 out for a million tokens`; undefined: no price is known. */
export function priceBand(models: CatalogueItem['models']): string | undefined {
  const prices = models.flatMap(({ price }) => price ?? [])
  if (prices.length === 0) return undefined
  return `${bandOf(prices, 'input')} in, ${bandOf(prices, 'output')} out for a million tokens`
}

function bandOf(prices: readonly NonNullable<Price>[], part: 'input' | 'output'): string {
  const values = prices.map((price) => price[part])
  const [least, most] = [shownPrice(Math.min(...values)), shownPrice(Math.max(...values))]
  return least === most ? least : `${least} to ${most}`
}
