import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../testing/random.ts'
import { endpointRow } from '../testing/rows.ts'
import { pickByWeight } from './pick-by-weight.ts'

const [one, three, six] = [1, 3, 6].map((weight) => endpointRow(`http://${weight}.test`, { weight }))
assert.ok(one && three && six)

describe('pickByWeight', () => {
  it('takes each where its share of the range lies', () => {
    const picked = [0, 0.099, 0.1, 0.399, 0.4, 0.999_999].map((at) => pickByWeight([one, three, six], () => at)?.weight)
    assert.deepEqual(picked, [1, 1, 3, 3, 6, 6])
  })

  it('takes each about as often as its weight says', () => {
    const random = new Random(7)
    const counts = new Map<number, number>()
    for (let call = 0; call < 10_000; call++) {
      const weight = pickByWeight([one, three, six], () => random.below(1_000_000) / 1_000_000)?.weight ?? 0
      counts.set(weight, (counts.get(weight) ?? 0) + 1)
    }
    for (const weight of [1, 3, 6]) assert.ok(Math.abs((counts.get(weight) ?? 0) - weight * 1_000) < 200)
  })

  it('asks for no random number where there is no choice, and takes the last where rounding leaves none', () => {
    const never = () => assert.fail('a random number was asked for')
    assert.equal(pickByWeight([six], never), six)
    assert.equal(pickByWeight([], never), undefined)
    assert.equal(
      pickByWeight([one, three], () => 1),
      three,
    )
  })
})
