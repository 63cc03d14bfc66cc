import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PackagedPrices } from './packaged-prices.ts'
import { priceSource, pricesInForce } from './price-book.ts'

const openai = { type: 'openai', baseUrl: null } as const
const at = (baseUrl: string) => ({ type: 'openai-compatible', baseUrl }) as const

describe('PackagedPrices', () => {
  const book = new PackagedPrices()

  it('knows models of OpenAI by every name that they have, with cached input and tiers', () => {
    const [price] = book.pricesOf(openai, 'gpt-5.4')
    assert.deepEqual(price, {
      from: 0,
      ...{ input: 2.5, cachedInput: 0.25, output: 15 },
      tiers: [{ above: 271_999, input: 5, cachedInput: 0.5, output: 22.5 }],
    })
    for (const name of ['gpt-5.4-2026-03-05', 'GPT-5.4'])
      assert.deepEqual(book.pricesOf(openai, name), book.pricesOf(openai, 'gpt-5.4'), name)
  })

  it('dates a price that was changed, the oldest first, and says what writing to a cache costs', () => {
    const dated = book.pricesOf(openai, 'gpt-5.6-sol').map(({ from, input, cacheWrite }) => [from, input, cacheWrite])
    assert.deepEqual(dated, [
      [0, 5, 6.25],
      [Date.UTC(2026, 7, 21), 4, 5],
    ])
  })

  it('knows nothing of a model that is made up, and of providers that are somewhere else', () => {
    assert.deepEqual(book.pricesOf(openai, 'acme-1'), [])
    assert.deepEqual(book.pricesOf(at('http://127.0.0.1:8000/v1'), 'gpt-5.4'), [])
    assert.deepEqual(book.modelsOf(at('http://127.0.0.1:8000/v1')), [])
  })

  it('tells a provider by its address', () => {
    assert.ok(book.pricesOf(at('https://api.x.ai/v1'), 'grok-4').length > 0)
    assert.ok(book.pricesOf(at('https://acme.openai.azure.com/openai/v1'), 'gpt-5.4').length > 0)
  })

  it('hands out models that agents call, each with a price; of a reseller none', () => {
    const names = book.modelsOf(openai)
    for (const name of ['gpt-5.4', 'gpt-5.1-codex', 'gpt-5.4-2026-03-05', 'o3']) assert.ok(names.includes(name), name)
    for (const name of ['gpt-5-4', 'whisper-1', 'text-embedding-3-small', 'gpt-image-1'])
      assert.ok(!names.includes(name), name)
    for (const name of names) assert.ok(book.pricesOf(openai, name).length > 0, name)
    assert.deepEqual(book.modelsOf(at('https://openrouter.ai/api/v1')), [])
  })
})

describe('pricesInForce', () => {
  const price = (from: number, input: number) => ({ from, input, cachedInput: input, output: input })

  it('lets what an administrator says hold from its day on, and what is known before it', () => {
    const preset = [price(0, 1), price(50, 2), price(100, 3)]
    assert.deepEqual(pricesInForce([price(100, 9)], preset), [price(0, 1), price(50, 2), price(100, 9)])
    assert.deepEqual(pricesInForce([price(0, 9)], preset), [price(0, 9)])
    assert.deepEqual(pricesInForce([], preset), preset)
  })

  it('says where the price comes from', () => {
    assert.equal(priceSource([price(10, 1)], [price(0, 1)], 10), 'own')
    assert.equal(priceSource([price(10, 1)], [price(0, 1)], 9), 'preset')
    assert.equal(priceSource([price(10, 1)], [], 9), null)
  })
})
