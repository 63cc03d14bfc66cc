import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertText } from './alert-text.ts'

const said = {
  label: 'Plan AIBronze of application shop',
  metric: 'total-tokens',
  period: { count: 1, unit: 'day' },
  limit: 1_000_000,
  used: 800_000,
  resetsAt: Date.UTC(2026, 10, 24),
} as const

test('alertText says who, how much of what, and until when', () => {
  assert.equal(
    alertText(said),
    'Plan AIBronze of application shop: 80 % of 1,000,000 tokens per day are used; it starts anew on 24 November 2026 at 00:00 UTC.',
  )
  assert.match(alertText({ ...said, used: 999_999 }), /: 99 % of/)
  for (const used of [1_000_000, 1_700_000])
    assert.match(alertText({ ...said, used }), /: all 1,000,000 tokens per day are used up; it starts anew/)
})

test('alertText shows money in dollars, times in the zone of the limit, and a rolling window as what it is', () => {
  const zone = { count: 2, unit: 'week', timeZone: 'Europe/Berlin' } as const
  assert.equal(
    alertText({ ...said, metric: 'cost', limit: 12_500_000, used: 6_250_000, period: zone }),
    'Plan AIBronze of application shop: 50 % of 12.5 dollars per 2 weeks are used; it starts anew on 24 November 2026 at 01:00 Europe/Berlin.',
  )
  const rolling = { count: 1, unit: 'day', window: 'rolling' } as const
  assert.match(
    alertText({ ...said, period: rolling }),
    /are used; what was used is forgotten bit by bit, all of it by 24 Nov/,
  )
})
