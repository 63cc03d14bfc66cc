import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CircuitBreaker } from './circuit-breaker.ts'

describe('CircuitBreaker', () => {
  test('opens after five failures in a row, and a success in between begins anew', () => {
    const { breaker, fail } = opening()
    fail(4)
    breaker.succeeded()
    fail(4)
    assert.equal(breaker.admit(), 'usual')
    fail(1)
    assert.equal(breaker.isOpen, true)
    assert.equal(breaker.admit(), undefined)
  })

  test('lets one probe through once its time is over, and closes when that succeeds', () => {
    const { breaker, fail, clock } = opening()
    fail(5)
    clock.now += 9_999
    assert.equal(breaker.admit(), undefined)
    clock.now += 1
    assert.equal(breaker.admit(), 'probe')
    assert.equal(breaker.admit(), undefined)
    breaker.succeeded()
    assert.equal(breaker.isOpen, false)
    assert.equal(breaker.admit(), 'usual')
  })

  test('stays open for as long again when the probe fails', () => {
    const { breaker, fail, clock } = opening()
    fail(5)
    clock.now += 10_000
    assert.equal(breaker.admit(), 'probe')
    breaker.failed('probe')
    assert.equal(breaker.admit(), undefined)
    clock.now += 10_000
    assert.equal(breaker.admit(), 'probe')
  })

  test('takes another probe when the first was given up, and only then', () => {
    const { breaker, fail, clock } = opening()
    fail(5)
    clock.now += 10_000
    assert.equal(breaker.admit(), 'probe')
    breaker.abandoned('usual')
    assert.equal(breaker.admit(), undefined)
    breaker.abandoned('probe')
    assert.equal(breaker.admit(), 'probe')
  })
})

function opening() {
  const clock = { now: 1_000_000 }
  const breaker = new CircuitBreaker(() => clock.now)
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) breaker.failed('usual')
  }
  return { breaker, fail, clock }
}
