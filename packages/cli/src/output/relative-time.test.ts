import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relativeTime } from './relative-time.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

test('relativeTime: in the largest unit that fits; far away the date', () => {
  const cases: Array<[string, string]> = [
    ['2026-11-22T12:00:00Z', 'now'],
    ['2026-11-22T11:59:15Z', '45 s ago'],
    ['2026-11-22T11:57:01Z', '2 min ago'],
    ['2026-11-22T09:00:00Z', '3 h ago'],
    ['2026-11-20T12:00:00Z', '2 d ago'],
    ['2026-12-22T11:59:50Z', 'in 30 d'],
    ['2026-01-31T00:00:00Z', '2026-01-31'],
    ['2027-06-01T02:00:00+02:00', '2027-06-01'],
    ['whenever', 'whenever'],
  ]
  for (const [time, shown] of cases) assert.equal(relativeTime(time, now), shown, time)
})
