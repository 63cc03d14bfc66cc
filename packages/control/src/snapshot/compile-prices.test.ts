import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { PriceBook } from '../prices/price-book.ts'
import type { ModelRecord } from '../storage/records.ts'
import { compilePrices } from './compile-prices.ts'

const provider = { id: 'prov_a', type: 'openai', baseUrl: null } as const
const known = { from: 0, input: 1, cachedInput: 0.5, output: 2 }
const priceBook: PriceBook = {
  pricesOf: (_provider, model) => (model === 'unknown' ? [] : [known]),
  modelsOf: () => ['own', 'plain', 'Shared'],
}

function model(name: string, changes: Partial<ModelRecord> = {}): ModelRecord {
  return {
    ...{ id: `model_${name}`, organisationId: 'org_a', revision: 1, createdAt: 0, updatedAt: 0, managedBy: null },
    ...{ providerId: 'prov_a', model: name, alias: null, displayName: name, contextWindow: null },
    ...{ prices: [], planIds: null },
    ...changes,
  }
}

it('compilePrices: own prices from their day on, known ones before them and for all others, each name once', () => {
  const own = { from: 100, input: 9, cachedInput: null, output: 9 }
  const { prices = [] } = compilePrices({
    provider,
    models: [
      model('own', { prices: [own] }),
      model('shared', { alias: 'best' }),
      model('unknown'),
      model('elsewhere', { providerId: 'prov_b' }),
    ],
    priceBook,
    listed: ['listed', 'unknown', 'BEST'].map((id) => ({ id, displayName: id, contextWindow: null })),
  })
  assert.deepEqual(
    prices.map(({ model: name, from, input }) => [name, from, input]),
    [
      ['own', 100, 9],
      ['own', 0, 1],
      ['shared', 0, 1],
      ['best', 0, 1],
      ['listed', 0, 1],
      ['plain', 0, 1],
    ],
  )
})
