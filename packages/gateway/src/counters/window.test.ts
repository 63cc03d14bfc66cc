import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describePeriod, windowAt } from './window.ts'

const at = (text: string) => Date.parse(text)
const window = (start: string, end: string) => ({ startsAt: at(start), endsAt: at(end) })

test('windowAt cuts minutes, hours and days at the UTC clock', () => {
  const now = at('2026-11-22T20:13:06.500Z')
  assert.deepEqual(windowAt({ unit: 'minute', count: 1 }, now), window('2026-11-22T20:13:00Z', '2026-11-22T20:14:00Z'))
  assert.deepEqual(windowAt({ unit: 'minute', count: 5 }, now), window('2026-11-22T20:10:00Z', '2026-11-22T20:15:00Z'))
  assert.deepEqual(windowAt({ unit: 'hour', count: 1 }, now), window('2026-11-22T20:00:00Z', '2026-11-22T21:00:00Z'))
  assert.deepEqual(windowAt({ unit: 'day', count: 1 }, now), window('2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'))
})

test('windowAt begins weeks on Monday', () => {
  const week = window('2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z')
  assert.deepEqual(windowAt({ unit: 'week', count: 1 }, at('2026-11-22T23:59:59.999Z')), week)
  assert.equal(windowAt({ unit: 'week', count: 1 }, at('2026-11-23T00:00:00Z')).startsAt, at('2026-11-23T00:00:00Z'))
})

test('windowAt follows the lengths of months, 29 February and the year', () => {
  assert.deepEqual(
    windowAt({ unit: 'month', count: 1 }, at('2028-02-29T12:00:00Z')),
    window('2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'),
  )
  assert.deepEqual(
    windowAt({ unit: 'month', count: 3 }, at('2026-12-31T23:59:59Z')),
    window('2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'),
  )
})

test('describePeriod reads as English', () => {
  assert.equal(describePeriod({ unit: 'day', count: 1 }), 'day')
  assert.equal(describePeriod({ unit: 'minute', count: 5 }), '5 minutes')
})
