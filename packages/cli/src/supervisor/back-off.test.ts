import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextDelayMs } from './back-off.ts'

test('nextDelayMs: doubles from a quarter of a second to ten, and forgets after a minute of life', () => {
  const delays = []
  let delay: number | null = null
  for (let round = 0; round < 8; round++) {
    delay = nextDelayMs(delay, 1000)
    delays.push(delay)
  }
  assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  assert.equal(nextDelayMs(delay, 60_000), 250)
})
