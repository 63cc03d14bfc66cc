import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToldCounter } from '@tollgate/contract/counter-report'
import { toldCounter } from '../testing/told-counter.ts'
import { combineStates } from './combine-states.ts'

const now = 1_000_000
const said = (gatewayId: string, changes: Partial<ToldCounter>) => ({
  ...{ organisationId: 'org_a', gatewayId },
  counter: toldCounter({ at: now - 10, resetsAt: now + 1_000, ...changes }),
})
const standing = (...records: ReturnType<typeof said>[]) => {
  const [only] = combineStates(records, now).values()
  return [only?.used, only?.reserved, only?.resetsAt, only?.asOf]
}

test('combineStates adds up gateways that count alone, each by what it said last', () => {
  const older = said('gw_1', { used: 9, reserved: 9, at: now - 20 })
  const records = [said('gw_1', { used: 3, reserved: 1 }), older, said('gw_2', { used: 4, reserved: 2, at: now - 15 })]
  assert.deepEqual(standing(...records), [7, 3, now + 1_000, now - 10])
})

test('combineStates takes the newest where gateways count together', () => {
  const together = [said('', { used: 5, at: now - 10 }), said('', { used: 4, at: now - 30 })]
  assert.equal(standing(...together, said('gw_1', { used: 3, at: now - 40 }))[0], 5)
  // They were given a Redis, or it was taken from them.
  assert.equal(
    standing(said('', { used: 5, at: now - 40 }), said('gw_1', { used: 3 }), said('gw_2', { used: 1 }))[0],
    4,
  )
})

test('combineStates counts nothing of windows that are over, and nothing set aside of gateways that are silent', () => {
  assert.deepEqual(standing(said('gw_1', { used: 3, resetsAt: now })), [0, 0, null, now - 10])
  assert.deepEqual(standing(said('gw_1', { used: 3, reserved: 2, at: now - 60_000 })), [
    3,
    0,
    now + 1_000,
    now - 60_000,
  ])
  assert.equal(
    standing(said('gw_1', { metric: 'concurrency', period: null, resetsAt: null, used: 0, reserved: 2 }))[1],
    2,
  )
})
