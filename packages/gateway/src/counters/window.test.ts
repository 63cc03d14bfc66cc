import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CalendarPeriod, describePeriod, slotMsOf, Windows } from './window.ts'

const at = (text: string) => Date.parse(text)
const window = (start: string, end: string) => ({ startsAt: at(start), endsAt: at(end) })
const windowAt = (period: CalendarPeriod, now: number) => new Windows().at(period, now)

test('Windows cut minutes, hours and days at the UTC clock', () => {
  const now = at('2026-11-22T20:13:06.500Z')
  assert.deepEqual(windowAt({ unit: 'minute', count: 1 }, now), window('2026-11-22T20:13:00Z', '2026-11-22T20:14:00Z'))
  assert.deepEqual(windowAt({ unit: 'minute', count: 5 }, now), window('2026-11-22T20:10:00Z', '2026-11-22T20:15:00Z'))
  assert.deepEqual(windowAt({ unit: 'hour', count: 1 }, now), window('2026-11-22T20:00:00Z', '2026-11-22T21:00:00Z'))
  assert.deepEqual(windowAt({ unit: 'hour', count: 48 }, now), window('2026-11-21T00:00:00Z', '2026-11-23T00:00:00Z'))
  assert.deepEqual(windowAt({ unit: 'day', count: 1 }, now), window('2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'))
})

test('Windows begin weeks on Monday', () => {
  const week = window('2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z')
  assert.deepEqual(windowAt({ unit: 'week', count: 1 }, at('2026-11-22T23:59:59.999Z')), week)
  assert.equal(windowAt({ unit: 'week', count: 1 }, at('2026-11-23T00:00:00Z')).startsAt, at('2026-11-23T00:00:00Z'))
})

test('Windows follow the lengths of months, 29 February and the year', () => {
  assert.deepEqual(
    windowAt({ unit: 'month', count: 1 }, at('2028-02-29T12:00:00Z')),
    window('2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'),
  )
  assert.deepEqual(
    windowAt({ unit: 'month', count: 3 }, at('2026-12-31T23:59:59Z')),
    window('2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'),
  )
})

test('Windows of a time zone are its days, short and long ones too', () => {
  const day = { unit: 'day', count: 1, timeZone: 'Europe/Berlin' } as const
  assert.deepEqual(windowAt(day, at('2026-11-22T23:30:00Z')), window('2026-11-22T23:00:00Z', '2026-11-23T23:00:00Z'))
  assert.deepEqual(windowAt(day, at('2026-03-29T12:00:00Z')), window('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'))
  assert.deepEqual(windowAt(day, at('2026-10-25T12:00:00Z')), window('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'))
  const month = { unit: 'month', count: 1, timeZone: 'America/Los_Angeles' } as const
  assert.deepEqual(windowAt(month, at('2026-11-22T00:00:00Z')), window('2026-11-01T07:00:00Z', '2026-12-01T08:00:00Z'))
})

test('Windows begin a day whose midnight is skipped with its first moment', () => {
  const day = { unit: 'day', count: 1, timeZone: 'Africa/Cairo' } as const
  // 24 April 2026: clocks go from 0:00 to 1:00.
  assert.deepEqual(windowAt(day, at('2026-04-24T09:00:00Z')), window('2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'))
  assert.deepEqual(windowAt(day, at('2026-04-23T21:59:59.999Z')).endsAt, at('2026-04-23T22:00:00Z'))
})

test('Windows begin a day whose midnight comes twice with the first one', () => {
  const day = { unit: 'day', count: 1, timeZone: 'America/Havana' } as const
  // 1 November 2026: clocks go from 1:00 back to 0:00.
  assert.deepEqual(windowAt(day, at('2026-11-01T05:30:00Z')), window('2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'))
})

test('Windows go on where a clock set back over midnight shows the day before once more', () => {
  const day = { unit: 'day', count: 1, timeZone: 'America/St_Johns' } as const
  // 7 November 2010: clocks went from 0:01 back to 23:01.
  const midnight = windowAt(day, at('2010-11-07T02:30:00Z'))
  assert.equal(midnight.startsAt, at('2010-11-07T02:30:00Z'))
  assert.deepEqual(windowAt(day, at('2010-11-07T02:45:00Z')), midnight)
})

test('Windows of hours begin with the clock of zones with half hours', () => {
  const hour = { unit: 'hour', count: 1, timeZone: 'Asia/Kolkata' } as const
  assert.deepEqual(windowAt(hour, at('2026-11-22T20:13:00Z')), window('2026-11-22T19:30:00Z', '2026-11-22T20:30:00Z'))
  const half = { unit: 'hour', count: 12, timeZone: 'Europe/Berlin' } as const
  assert.deepEqual(windowAt(half, at('2026-10-25T22:30:00Z')), window('2026-10-25T22:00:00Z', '2026-10-25T23:00:00Z'))
})

const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana']

function assertNoGaps(period: CalendarPeriod, from: string, to: string): void {
  const windows = new Windows()
  let window = windows.at(period, at(from))
  while (window.endsAt < at(to)) {
    const next = windows.at({ ...period }, window.endsAt)
    assert.equal(next.startsAt, window.endsAt, `${period.timeZone} ${period.count} ${period.unit}`)
    assert.ok(next.endsAt > next.startsAt)
    assert.deepEqual(windows.at({ ...period }, next.endsAt - 1), next)
    window = next
  }
}

test('Windows of days, weeks and months follow on each other through two years of changed clocks', () => {
  const lengths = [
    { unit: 'day', count: 1 },
    { unit: 'day', count: 10 },
    { unit: 'week', count: 2 },
    { unit: 'month', count: 1 },
  ] as const
  for (const timeZone of zones)
    for (const length of lengths) assertNoGaps({ ...length, timeZone }, '2026-01-01T00:00:00Z', '2028-01-01T00:00:00Z')
})

test('Windows of minutes and hours follow on each other where clocks are changed', () => {
  const changes = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-04-24', '2026-10-04', '2026-10-25', '2026-11-01']
  const lengths = [
    { unit: 'minute', count: 50 },
    { unit: 'hour', count: 1 },
    { unit: 'hour', count: 6 },
  ] as const
  for (const timeZone of zones)
    for (const length of lengths)
      for (const day of changes) {
        const midnight = at(`${day}T00:00:00Z`)
        const [from = '', to = ''] = [-16, 28].map((hours) => new Date(midnight + hours * 3_600_000).toISOString())
        assertNoGaps({ ...length, timeZone }, from, to)
      }
})

test('Windows refuse a time zone that does not exist', () => {
  assert.throws(() => windowAt({ unit: 'day', count: 1, timeZone: 'Mars/Olympus' }, 0), RangeError)
})

test('slotMsOf divides every rolling window into whole milliseconds', () => {
  assert.equal(slotMsOf({ kind: 'rolling', unit: 'minute', count: 1 }), 1_000)
  assert.equal(slotMsOf({ kind: 'rolling', unit: 'month', count: 1 }), 43_200_000)
})

test('describePeriod reads as English', () => {
  assert.equal(describePeriod({ unit: 'day', count: 1 }), 'day')
  assert.equal(describePeriod({ unit: 'minute', count: 5 }), '5 minutes')
})
