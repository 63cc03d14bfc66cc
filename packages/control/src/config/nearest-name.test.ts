import assert from 'node:assert/strict'
import { test } from 'node:test'
import { didYouMean, nearestName } from './nearest-name.ts'

test('nearestName finds a slip: a letter more, less, other, or two swapped', () => {
  for (const slip of ['polices', 'policiess', 'policles', 'poilcies', 'Policies'])
    assert.equal(nearestName(slip, ['name', 'policies', 'plans']), 'policies', slip)
})

test('nearestName takes the closest, and nothing that is far away', () => {
  assert.equal(nearestName('AIGolt', ['AIBold', 'AIGold']), 'AIGold')
  assert.equal(nearestName('endpoints', ['name', 'state']), undefined)
  assert.equal(didYouMean('x', []), '')
})
