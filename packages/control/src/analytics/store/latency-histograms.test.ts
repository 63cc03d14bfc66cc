import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomNumbers } from '../../simulation/random-numbers.ts'
import { bucketsMax } from './latency-buckets.ts'
import { addPacked, countLatencies, countsOf, emptyHistograms, packHistograms } from './latency-histograms.ts'

test('packHistograms: what was packed is added again, however large', () => {
  const next = randomNumbers(1)
  const histograms = emptyHistograms()
  for (let round = 0; round < 60; round++)
    histograms[Math.floor(next() * histograms.length)] = Math.floor(2 ** (next() * 45)) + 1
  histograms[0] = 127
  histograms[histograms.length - 1] = 128
  const packed = packHistograms(histograms)
  const twice = emptyHistograms()
  for (let round = 0; round < 2; round++) addPacked(twice, packed)
  assert.deepEqual(
    twice,
    histograms.map((calls) => calls * 2),
  )
  assert.equal(packHistograms(emptyHistograms()).length, 0)
})

test('countLatencies: each kind by itself, and what was not measured is not counted', () => {
  const histograms = emptyHistograms()
  countLatencies(histograms, Float64Array.of(3, bucketsMax - 1, -1))
  countLatencies(histograms, Float64Array.of(3, 0, -1))
  assert.deepEqual(countsOf(histograms, 'firstByteMs'), [{ bucket: 3, calls: 2 }])
  assert.deepEqual(countsOf(histograms, 'totalMs'), [
    { bucket: 0, calls: 1 },
    { bucket: bucketsMax - 1, calls: 1 },
  ])
  assert.deepEqual(countsOf(histograms, 'providerMs'), [])
})
