import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkLoad, type Load } from './described-load.ts'
import { loadCalls } from './load-calls.ts'

const load = (more: object = {}): Load => checkLoad({ people: 4, callsPerHour: 30, ...more }, 'The load')
const calls = (loads: readonly Load[], seed = 1) => [...loadCalls(loads, { seed, api: {} })]

describe('loadCalls', () => {
  it('is the same for the same seed, and another for another', () => {
    const one = calls([load()])
    assert.deepEqual(calls([load()]), one)
    assert.notDeepEqual(
      calls([load()], 2).map(({ at }) => at),
      one.map(({ at }) => at),
    )
  })

  it('is in the order of time, and about as much as was said', () => {
    const played = calls([load(), load({ people: 2 })])
    assert.deepEqual(
      played.map(({ at }) => at),
      played.map(({ at }) => at).sort((one, other) => one - other),
    )
    // 6 people × 30 calls × 24 hours: the seed is fixed, and so is the number.
    assert.ok(Math.abs(played.length - 4_320) < 4_320 * 0.05, String(played.length))
    assert.equal(new Set(played.map(({ caller }) => caller.subscriptionId)).size, 6)
    assert.equal(new Set(calls([load({ together: true })]).map(({ caller }) => caller.subscriptionId)).size, 1)
  })

  it('keeps the hours of the time zone, also where the clock is changed, and weekends free', () => {
    // The last Sunday of March: Berlin goes from UTC+1 to UTC+2.
    const from = '2026-03-27'
    const times = calls([load({ from, days: 4, hours: '09:00-17:00', timeZone: 'Europe/Berlin' })])
    const hoursOn = (day: string) => {
      const hours = times
        .map(({ at }) => new Date(at).toISOString())
        .filter((text) => text.startsWith(day))
        .map((text) => Number(text.slice(11, 13)))
      return [Math.min(...hours), Math.max(...hours)]
    }
    assert.deepEqual(hoursOn('2026-03-27'), [8, 15])
    assert.deepEqual(hoursOn('2026-03-29'), [7, 14])
    const week = calls([load({ from, days: 4, weekdays: true })])
    assert.deepEqual([...new Set(week.map(({ at }) => new Date(at).toISOString().slice(0, 10)))], [from, '2026-03-30'])
  })

  it('lets hours that end before they begin end on the next day', () => {
    const times = calls([load({ hours: '22:00-02:00', from: '2026-01-05' })]).map(({ at }) => at)
    assert.ok(Math.min(...times) >= Date.parse('2026-01-05T22:00:00Z'))
    assert.ok(Math.max(...times) < Date.parse('2026-01-06T02:00:00Z'))
    assert.ok(Math.max(...times) > Date.parse('2026-01-06T00:00:00Z'))
  })

  it('refuses more than can be played before it begins', () => {
    const many = load({ people: 100_000, callsPerHour: 100_000 })
    assert.throws(() => loadCalls([many], { seed: 1, api: {} })[Symbol.iterator]().next(), /240,000,000,000 calls/)
  })
})
