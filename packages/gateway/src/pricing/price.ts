import type { ApiRow, ModelPriceRow } from '@tollgate/contract/snapshot'
import type { Usage } from '@tollgate/contract/usage-record'

/** What a model costs, in US dollars for a million tokens, which is micro-dollars for one token. */
export type Price = Pick<ModelPriceRow, 'input' | 'cachedInput' | 'output'>

/** An API, as far as prices go. */
export type Priced = Pick<ApiRow, 'prices'>

/** The price of a model at a moment; undefined: it has none. A provider does not care how a model is spelt. */
export function findPrice({ prices = [] }: Priced, model: string | null, at: number): Price | undefined {
  if (model === null) return undefined
  const asked = model.toLowerCase()
  return prices.find((price) => price.from <= at && price.model.toLowerCase() === asked)
}

/** The most that any model of the API costs: a call whose model is not known reserves as much. */
export function dearestPrice({ prices = [] }: Priced, at: number): Price | undefined {
  const now = prices.filter((price) => price.from <= at)
  if (now.length === 0) return undefined
  const most = (part: keyof Price) => now.reduce((max, price) => Math.max(max, price[part]), 0)
  return { input: most('input'), cachedInput: most('cachedInput'), output: most('output') }
}

/** Micro-dollars, rounded up: what is used is never free. */
export function costOf(price: Price, { inputTokens, cachedInputTokens, outputTokens }: CountedTokens): number {
  const fresh = Math.max(0, inputTokens - cachedInputTokens)
  return Math.ceil(fresh * price.input + cachedInputTokens * price.cachedInput + outputTokens * price.output)
}

type CountedTokens = Pick<Usage, 'inputTokens' | 'cachedInputTokens' | 'outputTokens'>
