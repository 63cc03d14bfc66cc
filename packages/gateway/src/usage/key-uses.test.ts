import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyUses } from './key-uses.ts'

test('KeyUses tells the last use of each key once, a thousand at a time', () => {
  const uses = new KeyUses()
  for (let number = 0; number < 1_500; number++) uses.note(`key_${number}`, 1)
  uses.note('key_0', 2)
  const first = uses.take()
  assert.equal(first.length, 1_000)
  assert.deepEqual(first[0], { id: 'key_0', at: 2 })
  assert.equal(uses.take().length, 500)
  assert.deepEqual(uses.take(), [])
})

test('KeyUses tells again what did not arrive, unless there is news of it', () => {
  const uses = new KeyUses()
  uses.note('a', 1)
  uses.note('b', 1)
  const taken = uses.take()
  uses.note('b', 5)
  uses.giveBack(taken)
  assert.deepEqual(
    uses.take().sort((one, other) => one.id.localeCompare(other.id)),
    [
      { id: 'a', at: 1 },
      { id: 'b', at: 5 },
    ],
  )
})
