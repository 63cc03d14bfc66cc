import { calcPrice, findProvider, type ModelInfo, type ModelPrice, type Provider } from '@pydantic/genai-prices'
import type { ModelPriceRow } from '@tollgate/contract/snapshot'
import type { DatedPrice, PriceBook, PricedProvider } from './price-book.ts'

/** Every API row of a provider carries them: a reseller of hundreds of models prices only those that are declared or listed. */
const modelsHandedOut = 150

/** The price list of the package, as it was when it was released: nothing is fetched. */
export class PackagedPrices implements PriceBook {
  readonly #models = new Map<string, readonly string[]>()
  readonly #prices = new Map<string, readonly DatedPrice[]>()

  pricesOf(provider: PricedProvider, model: string): readonly DatedPrice[] {
    const from = packagedProvider(provider)
    if (from === undefined) return []
    const key = `${from.id} ${model}`
    let prices = this.#prices.get(key)
    if (prices === undefined) {
      // Its own way to find a model: names come with dates and in several spellings.
      const found = calcPrice({ input_tokens: 1 }, model.toLowerCase(), { provider: from })
      prices = found === null ? [] : datedPrices(found.model)
      if (prices.length > 0) this.#prices.set(key, prices)
    }
    return prices
  }

  modelsOf(provider: PricedProvider): readonly string[] {
    const from = packagedProvider(provider)
    if (from === undefined) return []
    let names = this.#models.get(from.id)
    if (names === undefined) {
      const known = from.models.length > modelsHandedOut ? [] : from.models.filter(isForText).flatMap(namesOf)
      names = [...new Set(known)].sort()
      this.#models.set(from.id, names)
    }
    return names
  }
}

/** By its address where it says one that is known. Who runs a model on machines of its own pays nobody by the token. */
function packagedProvider({ type, baseUrl }: PricedProvider): Provider | undefined {
  const byAddress = baseUrl === null ? undefined : findProvider({ providerApiUrl: baseUrl })
  if (byAddress !== undefined) return byAddress
  return type === 'openai' ? findProvider({ providerId: 'openai' }) : undefined
}

/** A model of the kind that agents call: text in, text out. */
function isForText({ id, context_window, prices }: ModelInfo): boolean {
  return (
    context_window !== undefined &&
    !/audio|realtime|image|transcribe|tts/.test(id) &&
    datedPrices({ prices }).length > 0
  )
}

/** Its id, and what else it is called; without `gpt-5-4` for `gpt-5.4`, which no provider takes. */
function namesOf({ id, match }: ModelInfo): string[] {
  const alternatives = 'or' in match ? match.or : [match]
  const names = alternatives.flatMap((name) => ('equals' in name ? [name.equals] : []))
  return [id, ...names].filter((name) => !/^gpt-\d-\d/.test(name))
}

function datedPrices({ prices }: Pick<ModelInfo, 'prices'>): DatedPrice[] {
  if (!Array.isArray(prices)) return priceFrom(0, prices)
  const dated = prices.flatMap(({ constraint, prices: price }) => {
    if (constraint === undefined) return priceFrom(0, price)
    // Prices by the hour of the day are left out: the whole day's holds.
    return constraint.type === 'start_date' ? priceFrom(Date.parse(constraint.start_date), price) : []
  })
  return dated.sort((one, other) => one.from - other.from)
}

type Part = 'input' | 'cachedInput' | 'cacheWrite' | 'output'

const partNames = {
  input: 'input_mtok',
  cachedInput: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  output: 'output_mtok',
} as const satisfies Record<Part, string>

/** None where input or output is not priced: such a call cannot be counted. */
function priceFrom(from: number, price: ModelPrice): DatedPrice[] {
  const base = ratesOf(price, 0)
  if (base === undefined) return []
  const above = new Set(Object.values(partNames).flatMap((name) => tiersOf(price[name]).map(({ start }) => start)))
  const tiers = [...above]
    .sort((one, other) => other - one)
    .flatMap((start) => {
      const rates = ratesOf(price, start + 1)
      return rates === undefined ? [] : [{ above: start, ...rates }]
    })
  return [{ from, ...base, ...(tiers.length === 0 ? {} : { tiers }) }]
}

type Rates = Pick<ModelPriceRow, Part>

/** What holds for a call with so many input tokens. */
function ratesOf(price: ModelPrice, inputTokens: number): Rates | undefined {
  const rate = (part: Part) => rateAt(price[partNames[part]], inputTokens)
  const input = rate('input')
  const output = rate('output')
  if (input === undefined || output === undefined) return undefined
  const cacheWrite = rate('cacheWrite')
  return {
    input,
    cachedInput: rate('cachedInput') ?? input,
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    output,
  }
}

function rateAt(rate: ModelPrice[string], inputTokens: number): number | undefined {
  if (typeof rate !== 'object') return rate
  const reached = tiersOf(rate).filter(({ start }) => inputTokens > start)
  return reached.reduce((highest, tier) => (tier.start > highest.start ? tier : highest), {
    start: -1,
    price: rate.base,
  }).price
}

function tiersOf(rate: ModelPrice[string]) {
  return typeof rate === 'object' ? rate.tiers : []
}
