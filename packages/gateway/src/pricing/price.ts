import type { ApiRow, ModelPriceRow } from '@tollgate/contract/snapshot'
import type { Cost, Usage } from '@tollgate/contract/usage-record'

/** What a model costs, in US dollars for a million tokens, which is micro-dollars for one token. */
export type Price = Omit<ModelPriceRow, 'model' | 'from'>

/** An API, as far as prices go. */
export type Priced = Pick<ApiRow, 'prices'>

/** The price of a model at a moment; undefined: it has none. A provider does not care how a model is spelt. */
export function findPrice({ prices = [] }: Priced, model: string | null, at: number): Price | undefined {
  if (model === null) return undefined
  const asked = model.toLowerCase()
  return prices.find(
    (price) => price.model.length === asked.length && price.from <= at && price.model.toLowerCase() === asked,
  )
}

/** The most that any model of the API costs: a call whose model is not known reserves as much. Prices of very long calls are left aside. */
export function dearestPrice({ prices = [] }: Priced, at: number): Price | undefined {
  const now = prices.filter((price) => price.from <= at)
  if (now.length === 0) return undefined
  const most = (part: 'input' | 'cachedInput' | 'output') => now.reduce((max, price) => Math.max(max, price[part]), 0)
  return { input: most('input'), cachedInput: most('cachedInput'), output: most('output') }
}

/** Micro-dollars, rounded up: what is used is never free. */
export function costOf(price: Price, tokens: CountedTokens): number {
  const { input, cachedInput, cacheWrite = input, output } = rateFor(price, tokens)
  const { cachedInputTokens, outputTokens } = tokens
  const uncached = Math.max(0, tokens.inputTokens - cachedInputTokens)
  const written = Math.min(tokens.cacheWriteTokens, uncached)
  const fresh = uncached - written
  return Math.ceil(fresh * input + cachedInputTokens * cachedInput + written * cacheWrite + outputTokens * output)
}

/** What a ledger says of the money: the cost, and what the provider's cache saved, rounded down. */
export function costWithSavings(price: Price, tokens: CountedTokens): Cost {
  const { input, cachedInput } = rateFor(price, tokens)
  const saved = Math.floor(tokens.cachedInputTokens * Math.max(0, input - cachedInput))
  return { amount: costOf(price, tokens), saved }
}

/** A call with very much input has a price of its own, for all of its tokens. */
function rateFor(price: Price, { inputTokens }: CountedTokens): Omit<Price, 'tiers'> {
  return price.tiers?.find(({ above }) => inputTokens > above) ?? price
}

type CountedTokens = Pick<Usage, 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens' | 'outputTokens'>
