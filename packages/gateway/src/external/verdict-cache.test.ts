import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Random } from '../testing/random.ts'
import { applyEdit, editBetween, VerdictCache } from './verdict-cache.ts'

describe('VerdictCache', () => {
  test('remembers a verdict for its time', () => {
    const clock = { now: 0 }
    const cache = new VerdictCache(() => clock.now)
    cache.set('a', 'allow', 1_000)
    clock.now = 999
    assert.equal(cache.get('a'), 'allow')
    clock.now = 1_000
    assert.equal(cache.get('a'), undefined)
    assert.equal(cache.size, 0)
  })

  test('remembers nothing where it is to be remembered for no time, nor what is long', () => {
    const cache = new VerdictCache(() => 0)
    cache.set('a', 'allow', 0)
    cache.set('b', { action: 'edit', start: 0, end: 0, out: 'x'.repeat(4_097) }, 1_000)
    cache.set('c', { action: 'block', reason: 'x'.repeat(5_000), rules: [] }, 1_000)
    assert.equal(cache.size, 0)
  })

  test('is bounded: what was used longest ago makes room', () => {
    const cache = new VerdictCache(() => 0)
    for (let index = 0; index < 20_000; index++) cache.set(`key ${index}`, 'allow', 1_000)
    assert.equal(cache.get('key 0'), 'allow')
    cache.set('one more', 'allow', 1_000)
    assert.equal(cache.size, 20_000)
    assert.equal(cache.get('key 0'), 'allow')
    assert.equal(cache.get('key 1'), undefined)
  })
})

describe('editBetween', () => {
  test('holds what changed, and nothing of what did not', () => {
    assert.deepEqual(editBetween('mail to a@b.example now', 'mail to [e-mail] now'), {
      action: 'edit',
      start: 8,
      end: 19,
      out: '[e-mail]',
    })
  })

  test('gives the other text back, whatever the two are', () => {
    const random = new Random(7)
    const letters = ['a', 'b', '\u{1F600}', '\ud83d']
    const text = () => Array.from({ length: random.below(8) }, () => random.pick(letters)).join('')
    for (let round = 0; round < 10_000; round++) {
      const [before, after] = [text(), text()]
      assert.equal(applyEdit(before, editBetween(before, after)), after)
    }
  })
})
