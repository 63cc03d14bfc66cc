import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { paletteFor } from '../terminal/palette.ts'
import { usageTable } from './usage-table.ts'

const now = Date.UTC(2026, 10, 23, 12)
const plain = paletteFor(new PassThrough(), {})
const state = {
  ...{ scope: 'plan', ownerName: 'AIBronze', subjectName: 'shop at OpenAI API/2.3.0', metric: 'total-tokens' },
  ...{ per: 'day', window: 'calendar', isSoft: false, limit: 1_000_000, used: 800_000, remaining: 200_000 },
  ...{ usedPercent: 80, resetsAt: '2026-11-24T00:00:00.000Z' },
}

test('usageTable shows each limit with a bar, what is left and when it starts anew', () => {
  const [heading = '', line = ''] = usageTable([state], plain, now).split('\n')
  assert.match(heading, /^WHAT +OF WHOM +LIMIT +USED +LEFT +STARTS ANEW$/)
  assert.match(
    line,
    /^Plan AIBronze +shop at OpenAI API\/2\.3\.0 +1,000,000 tokens per day +80 % +█{16}░{4} +200,000 +in 12 h$/,
  )
})

test('usageTable shows what is hardly used and hardly left as that, money in dollars, and nothing as nothing', () => {
  const bars = [0, 0.1, 99.9, 100, 170].map((usedPercent) => {
    const [, line = ''] = usageTable([{ ...state, usedPercent }], plain, now).split('\n')
    return line.split('█').length - 1
  })
  assert.deepEqual(bars, [0, 1, 19, 20, 20])
  const cost = { ...state, scope: 'team', metric: 'cost', limit: 12_500_000, remaining: 500_000, isSoft: true }
  assert.match(
    usageTable([{ ...cost, resetsAt: null }], plain, now),
    /Quota AIBronze .*12\.5 dollars per day \(soft\).* 0\.5 +–/,
  )
  assert.match(usageTable([], plain, now), /^No limits hold here/)
})
