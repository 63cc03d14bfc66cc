import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Histogram } from './histogram.ts'

function near(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) <= expected * 0.016, `${actual} is not near ${expected}`)
}

describe('Histogram', () => {
  it('gives percentiles that are right to 1.6 %', () => {
    const histogram = new Histogram()
    for (let value = 1; value <= 10_000; value++) histogram.add(value / 100)
    const { count, p50, p99, max } = histogram.summary()
    assert.equal(count, 10_000)
    near(p50, 50)
    near(p99, 99)
    assert.equal(max, 100)
  })

  it('answers 0 while it is empty', () => {
    assert.deepEqual(new Histogram().summary(), { count: 0, p50: 0, p99: 0, max: 0 })
  })

  it('never answers more than the largest value', () => {
    const histogram = new Histogram()
    histogram.add(3)
    assert.equal(histogram.quantile(0.99), 3)
    near(histogram.quantile(0), 3)
  })

  it('takes values outside its range', () => {
    const histogram = new Histogram()
    histogram.add(0)
    histogram.add(-1)
    histogram.add(1e15)
    assert.equal(histogram.count, 3)
    assert.equal(histogram.summary().max, 1e15)
  })
})
