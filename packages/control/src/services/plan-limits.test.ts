import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PlanLimit, planLimitsSchema } from '@tollgate/contract/resources/limit'
import { shownLimit, storedLimit } from './plan-limits.ts'

const written: readonly PlanLimit[] = [
  { metric: 'requests', limit: 10, per: 'second' },
  { metric: 'total-tokens', limit: 1_000_000, per: '5 minutes', window: 'rolling' },
  { metric: 'cost', limit: 12.5, per: 'month', timeZone: 'Europe/Berlin' },
]

test('limits are shown as they were written; money is stored in micro-dollars', () => {
  assert.deepEqual(planLimitsSchema.parse(written).map(storedLimit).map(shownLimit), written)
  assert.deepEqual(written.map(storedLimit).at(-1), {
    metric: 'cost',
    limit: 12_500_000,
    count: 1,
    unit: 'month',
    timeZone: 'Europe/Berlin',
  })
})

const requests = { metric: 'requests', limit: 1, per: 'day' }
const refused: ReadonlyArray<readonly [limits: readonly object[], said: RegExp]> = [
  [[{ ...requests, limit: 1.5 }], /is no whole number; only cost may have a fraction/],
  [[{ ...requests, per: 'second', window: 'rolling' }], /a window of seconds cannot be rolling/],
  [[{ ...requests, window: 'rolling', timeZone: 'UTC' }], /a rolling window has no calendar/],
  [[{ ...requests, timeZone: 'Europe/Atlantis' }], /is no time zone/],
  [[requests, { ...requests, limit: 2, per: '1 days', timeZone: 'UTC' }], /limits what limits\[0\] limits already/],
]

for (const [limits, said] of refused)
  test(`planLimitsSchema refuses ${JSON.stringify(limits)}`, () => {
    assert.match(
      planLimitsSchema
        .safeParse(limits)
        .error?.issues.map(({ message }) => message)
        .join() ?? '',
      said,
    )
  })
