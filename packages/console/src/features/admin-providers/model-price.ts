import type { Model } from '@tollgate/contract/resources/model'

interface Price {
  readonly from: string
  readonly input: number
  readonly output: number
  readonly cachedInput: number | null
}

/** The price that holds now: what was said here, else what is known without anybody having said it. */
export function priceNow({ prices, presetPrices, priceSource }: Model): Price | undefined {
  if (priceSource === null) return undefined
  const known: readonly Price[] = priceSource === 'own' ? prices : presetPrices
  const now = new Date().toISOString()
  return known.filter(({ from }) => new Date(from).toISOString() <= now).at(-1)
}

/** `$2.50`, for a million tokens. */
export function shownRate(dollars: number | null | undefined): string {
  if (dollars === null || dollars === undefined) return '–'
  return `$${dollars < 0.1 && dollars > 0 ? dollars.toPrecision(2) : dollars.toFixed(2)}`
}
