import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LoadResult } from '../load/load-messages.ts'
import { smallCall } from '../scenarios/small-call.ts'
import { formatTable } from './format-table.ts'

const none = { count: 0, p50: 0, p99: 0, max: 0 }
const round: LoadResult = {
  seconds: 1,
  calls: 100,
  events: 0,
  callsInAll: 100,
  cpuMicroseconds: { contestant: 1050, mock: 100_000, load: 200_000, others: 0, stolen: 0 },
  rssKilobytes: { before: 10_240, loaded: 20_480 },
  firstByteMs: { count: 100, p50: 0.5, p99: 12, max: 12 },
  totalMs: { count: 100, p50: 0.6, p99: 13, max: 13 },
  eventDelayMs: none,
  failures: { count: 0, first: null },
}

describe('formatTable', () => {
  it('shows what was measured, and says plainly what was not', () => {
    const text = formatTable(smallCall, [
      { name: 'nginx', version: '1', status: 'measured', problem: null, rounds: [round] },
      { name: 'portkey', version: '1', status: 'broken', problem: '3 of 9 answers were wrong', rounds: [round] },
      { name: 'tollgate', version: '', status: 'unavailable', problem: 'it ended with 1', rounds: [] },
    ])
    assert.match(text, /^small-call · /)
    assert.match(text, /nginx +10\.5 +1\.00 +10\.5–10\.5 +100 .*0\.50 \/ 12 .*10 → 20/)
    assert.match(text, /portkey IS BROKEN: 3 of 9/)
    assert.match(text, /tollgate did not run: it ended with 1/)
    assert.doesNotMatch(text, /µs\/event|event delay/)
  })
})
