import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inSlices } from './turn-slices.ts'

const items = Array.from({ length: 300 }, (_, index) => index)

describe('inSlices', () => {
  it('does short work at once', () => {
    const done: number[] = []
    assert.equal(
      inSlices(items, (item) => done.push(item)),
      undefined,
    )
    assert.deepEqual(done, items)
    assert.equal(
      inSlices([], () => assert.fail()),
      undefined,
    )
  })

  it('lets others have their turn where work is long, and does every step once and in order', async () => {
    const done: number[] = []
    let turns = 0
    const others = setInterval(() => turns++, 0)
    const rest = inSlices(items, (item) => {
      done.push(item)
      const until = performance.now() + 0.5
      while (performance.now() < until);
    })
    assert.ok(rest instanceof Promise)
    assert.ok(done.length < items.length)
    await rest
    clearInterval(others)
    assert.deepEqual(done, items)
    assert.ok(turns >= 2)
  })

  it('gives on what a step throws', async () => {
    const failAt = (place: number) => (item: number) => {
      const until = performance.now() + 0.5
      while (performance.now() < until);
      if (item === place) throw new Error('step')
    }
    assert.throws(() => inSlices(items, failAt(0)), /step/)
    await assert.rejects(async () => inSlices(items, failAt(299)), /step/)
  })
})
