import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayMs, hourMs } from './columns.ts'
import { partsOf, wholeDays } from './parts.ts'

const from = 10 * dayMs + 22 * hourMs + 5
const to = 15 * dayMs + 2 * hourMs - 5

test('partsOf: days that are summed up, and hours for the edges and for open days', () => {
  assert.deepEqual(partsOf({ from, to }, []), [
    { unit: 'hour', unitMs: hourMs, ranges: [...[range(262, 264)], range(360, 362)] },
    { unit: 'day', unitMs: dayMs, ranges: [range(11, 15)] },
  ])
  assert.deepEqual(partsOf({ from, to }, [12, 14]), [
    { unit: 'hour', unitMs: hourMs, ranges: [range(262, 264), range(288, 312), range(336, 362)] },
    { unit: 'day', unitMs: dayMs, ranges: [range(11, 12), range(13, 14)] },
  ])
  assert.deepEqual(wholeDays({ from, to }), range(11, 15))
})

test('partsOf: hours alone where no day is whole, where all are open, and where hours are asked for', () => {
  const hours = (first: number, beyond: number) => [{ unit: 'hour', unitMs: hourMs, ranges: [range(first, beyond)] }]
  assert.deepEqual(partsOf({ from, to }, [11, 12, 13, 14]), hours(262, 362))
  assert.deepEqual(partsOf({ from, to }, 'all'), hours(262, 362))
  assert.deepEqual(partsOf({ from, to: from + 1 }, []), hours(262, 263))
  assert.deepEqual(partsOf({ from, to: from }, []), [])
})

test('partsOf: a time without an end is two ranges', () => {
  const parts = partsOf({ from: 0, to: Number.MAX_SAFE_INTEGER }, [])
  assert.equal(parts.flatMap(({ ranges }) => ranges).length, 2)
})

function range(first: number, beyond: number) {
  return { first, beyond }
}
