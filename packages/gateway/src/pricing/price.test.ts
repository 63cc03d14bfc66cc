import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Usage } from '@tollgate/contract/usage-record'
import { moneyOf } from '../quota/amounts.ts'
import { noUsage } from '../usage/normalise.ts'
import { costOf, costWithSavings, dearestPrice, findPrice } from './price.ts'

const price = { input: 2.5, cachedInput: 0.25, output: 15 }

function used(changes: Partial<Usage>): Usage {
  const usage = { ...noUsage, source: 'provider' as const, ...changes }
  return { ...usage, totalTokens: usage.inputTokens + usage.outputTokens }
}

describe('costOf', () => {
  it('counts input, cached input and output, in whole micro-dollars, rounded up', () => {
    assert.equal(costOf(price, used({ inputTokens: 1_000, cachedInputTokens: 400, outputTokens: 10 })), 1_750)
    assert.equal(costOf(price, used({ inputTokens: 1 })), 3)
    assert.equal(costOf(price, noUsage), 0)
  })

  it('counts what is written to a cache at its own price, once', () => {
    const usage = used({ inputTokens: 100, cachedInputTokens: 40, cacheWriteTokens: 50 })
    assert.equal(costOf({ ...price, cacheWrite: 4 }, usage), 10 * 2.5 + 40 * 0.25 + 50 * 4)
    assert.equal(costOf(price, usage), 60 * 2.5 + 40 * 0.25)
    // More than there is cannot have been written.
    assert.equal(costOf({ ...price, cacheWrite: 4 }, { ...usage, cacheWriteTokens: 90 }), 60 * 4 + 40 * 0.25)
  })

  it('takes the price of the largest tier that is passed, for all tokens of the call', () => {
    const tiers = [
      { above: 200, input: 10, cachedInput: 1, output: 40 },
      { above: 100, input: 5, cachedInput: 0.5, output: 20 },
    ]
    const at = (inputTokens: number) => costOf({ ...price, tiers }, used({ inputTokens, outputTokens: 1 }))
    assert.deepEqual([at(100), at(101), at(200), at(201)], [265, 525, 1_020, 2_050])
    const usage = used({ inputTokens: 201, cachedInputTokens: 101 })
    assert.deepEqual(costWithSavings({ ...price, tiers }, usage), { amount: 1_101, saved: 909 })
  })
})

describe('findPrice', () => {
  const prices = [
    { model: 'GPT-5.4', from: 100, ...price, input: 3 },
    { model: 'gpt-5.4', from: 0, ...price },
    { model: 'gpt-5.4-mini', from: 0, ...price, input: 50 },
  ]

  it('takes the newest that has begun, however the name is spelt', () => {
    assert.equal(findPrice({ prices }, 'gpt-5.4', 99)?.input, 2.5)
    assert.equal(findPrice({ prices }, 'Gpt-5.4', 100)?.input, 3)
    assert.equal(findPrice({ prices }, 'gpt-5', 100), undefined)
    assert.equal(findPrice({}, null, 100), undefined)
  })

  it('knows the dearest', () => {
    assert.deepEqual(dearestPrice({ prices }, 50), { ...price, input: 50 })
    assert.equal(dearestPrice({ prices }, -1), undefined)
  })
})

describe('moneyOf', () => {
  const prices = [{ model: 'gpt-5.4', from: 0, ...price }]
  const call = { at: 1, modelAsked: 'gpt-5.4', modelServed: 'gpt-5.4-2026-03-05', requestBytes: 1, api: { prices } }

  it('prices the model that answered, or else the one that was asked', () => {
    const usage = used({ inputTokens: 100, cachedInputTokens: 10, outputTokens: 1 })
    assert.deepEqual(moneyOf(call, usage), { cost: { amount: 243, saved: 22 }, unpriced: false })
  })

  it('says that something was used without a price, and that nothing was used', () => {
    const unknown = { ...call, modelAsked: 'x' }
    assert.deepEqual(moneyOf(unknown, used({ inputTokens: 1 })), { cost: null, unpriced: true })
    for (const one of [call, unknown]) assert.deepEqual(moneyOf(one, noUsage), { cost: null, unpriced: false })
  })
})
