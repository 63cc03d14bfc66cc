import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ShardedMap } from './sharded-map.ts'

it('ShardedMap is a map, whatever its keys look like', () => {
  const map = new ShardedMap<number>()
  const keys = ['', 'a', 'ü', '🚀', ...Array.from({ length: 5_000 }, (_, at) => `app_${at} api_${at % 7}`)]
  for (const [at, key] of keys.entries()) assert.equal(map.add(key, at), true)
  for (const [at, key] of keys.entries()) assert.equal(map.get(key), at)
  assert.equal(map.add('a', -1), false)
  assert.equal(map.get('a'), -1)
  map.delete('a')
  map.delete('never there')
  assert.equal(map.get('a'), undefined)
  map.set('a', 1)
  assert.deepEqual(
    [...map.values()].toSorted((left, right) => left - right),
    [...keys.keys()],
  )
})
