import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compiledApi, testCall } from '../testing/test-exchange.ts'
import { noUsage } from '../usage/normalise.ts'
import type { Settlement } from './exchange.ts'
import { refuse } from './refusal.ts'
import { ended } from './settle.ts'

const settlement: Settlement = { outcome: 'answered', usage: noUsage, refusal: null }

describe('Exchange.defer', () => {
  it('runs every function once, the last deferred first, however often the exchange ends', () => {
    const call = testCall(compiledApi([]))
    const order: string[] = []
    for (const name of ['first', 'second', 'third']) call.x.defer(() => order.push(name))
    ended(call, settlement)
    ended(call, { ...settlement, outcome: 'cancelled' })
    ended(call, { ...settlement, outcome: 'failed', refusal: refuse('internal') })
    assert.deepEqual(order, ['third', 'second', 'first'])
    assert.deepEqual(
      call.records.map(({ outcome }) => outcome),
      ['answered'],
    )
    assert.equal(call.x.isSettled, true)
  })

  it('hands the way it ended to each', () => {
    const call = testCall(compiledApi([]))
    const seen: Settlement[] = []
    call.x.defer((how) => seen.push(how))
    const end: Settlement = { outcome: 'refused', usage: noUsage, refusal: refuse('throttled') }
    ended(call, end)
    assert.deepEqual(seen, [end])
    assert.equal(call.x.refusal?.code, 'throttled')
  })

  it('runs the others, and writes the record, where one throws', () => {
    const call = testCall(compiledApi([]))
    const order: string[] = []
    call.x.defer(() => order.push('first'))
    call.x.defer(() => {
      throw new Error('settling failed')
    })
    call.x.defer(() => order.push('third'))
    ended(call, settlement)
    assert.deepEqual(order, ['third', 'first'])
    assert.equal(call.records.length, 1)
    assert.equal(call.failures.length, 1)
  })

  it('runs once what is deferred while it settles', () => {
    const call = testCall(compiledApi([]))
    let late = 0
    call.x.defer(() => call.x.defer(() => late++))
    ended(call, settlement)
    ended(call, settlement)
    assert.equal(late, 1)
  })
})
