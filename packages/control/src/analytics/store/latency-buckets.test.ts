import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketOf, bucketsMax, msOfBucket, percentilesOf } from './latency-buckets.ts'

test('bucketOf: from a thousandth of a millisecond to a day, what comes back is within 5 %', () => {
  for (let ms = 0.0011; ms < 86_400_000; ms *= 1.037) {
    const about = msOfBucket(bucketOf(ms) ?? -1)
    assert.ok(Math.abs(about - ms) <= ms * 0.05, `${about} of ${ms}`)
  }
  assert.equal(bucketOf(null), null)
  assert.equal(bucketOf(Number.NaN), null)
  assert.equal(bucketOf(1e300), bucketsMax - 1)
  assert.equal(msOfBucket(bucketOf(0) ?? -1), 0)
})

test('percentilesOf: nearest rank, null where there is nothing', () => {
  const counts = [
    { bucket: 10, calls: 9 },
    { bucket: 20, calls: 1 },
  ]
  assert.deepEqual(
    percentilesOf(counts, [0, 50, 90, 91, 100]).map((ms) => ms === msOfBucket(20)),
    [...[false, false, false], ...[true, true]],
  )
  assert.deepEqual(percentilesOf([], [50]), [null])
})
