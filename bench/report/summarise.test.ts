import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LoadResult } from '../load/load-messages.ts'
import type { Entry } from '../measure/run-scenario.ts'
import { median } from './median.ts'
import { summarise } from './summarise.ts'

const none = { count: 0, p50: 0, p99: 0, max: 0 }

function round(contestant: number, calls: number, events = 0): LoadResult {
  return {
    seconds: 2,
    calls,
    events,
    callsInAll: calls,
    cpuMicroseconds: { contestant, mock: 500_000, load: 1_000_000, others: 0, stolen: 0 },
    rssKilobytes: { before: 51_200, loaded: 102_400 },
    firstByteMs: { count: calls, p50: 1, p99: 2, max: 3 },
    totalMs: { count: calls, p50: 2, p99: 4, max: 5 },
    eventDelayMs: none,
    failures: { count: 0, first: null },
  }
}

function entry(name: string, rounds: LoadResult[]): Entry {
  return { name, version: '1', status: 'measured', problem: null, rounds }
}

describe('median', () => {
  it('takes the middle', () => {
    assert.equal(median([3, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 3]), 2.5)
    assert.ok(Number.isNaN(median([])))
  })
})

describe('summarise', () => {
  const nginx = entry('nginx', [round(1000, 100), round(2000, 100), round(1000, 100)])
  const other = entry('other', [round(4000, 100), round(4000, 100), round(4000, 100)])

  it('takes ratios within a round, then the median', () => {
    const summary = summarise(other, ['call'], nginx)
    assert.equal(summary?.cpuPerCall, 40)
    assert.equal(summary?.timesNginx, 4)
    assert.equal(summary?.callsPerSecond, 50)
    assert.equal(summary?.busy.mock, 25)
    assert.deepEqual(summary?.rssMegabytes, { before: 50, loaded: 100 })
    assert.deepEqual(summarise(nginx, ['call'], nginx)?.spread, [10, 20])
  })

  it('has no ratio without nginx, and no figure where nothing was counted', () => {
    assert.equal(summarise(other, ['call'], undefined)?.timesNginx, null)
    assert.equal(summarise(other, ['event'], nginx)?.timesNginx, null)
    assert.equal(summarise(other, ['call'], nginx)?.cpuPerEvent, null)
    assert.equal(summarise(entry('gone', []), ['call'], nginx), null)
  })
})
