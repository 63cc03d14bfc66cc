import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LimitRow } from '@tollgate/contract/limits'
import type { Standing } from './admission.ts'
import { nameLimits } from './call-limits.ts'
import { addStandings, standingHeaders } from './standing-headers.ts'

const now = Date.UTC(2026, 10, 23, 12)

interface Stands {
  readonly used?: number
  readonly reserved?: number
  readonly seconds?: number
}

function standing(row: Partial<LimitRow>, { used = 0, reserved = 0, seconds = 60 }: Stands = {}): Standing {
  const limits = [{ metric: 'requests', limit: 100, count: 1, unit: 'day', ...row } as const]
  const [limit] = nameLimits({ scope: 'plan', name: 'p' }, 'sub', { limits })
  assert.ok(limit)
  return { limit, state: { used, reserved, limit: limit.counter.limit, resetsAt: now + seconds * 1000 } }
}

function shown(standings: readonly Standing[], client: 'codex' | 'other' = 'other'): Record<string, string> {
  const headers = standingHeaders(standings, client, now)
  return Object.fromEntries(headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : [])))
}

describe('standingHeaders', () => {
  it('says nothing of a call without limits, nor of how many calls are open', () => {
    const [limit] = nameLimits({ scope: 'plan', name: 'p' }, 'sub', { limits: [], concurrencyMax: 3 })
    assert.ok(limit)
    const open = { limit, state: { used: 0, reserved: 2, limit: 3, resetsAt: null } }
    for (const client of ['codex', 'other'] as const) {
      assert.deepEqual(shown([], client), {})
      assert.deepEqual(shown([open], client), {})
    }
  })

  it('tells what the next call finds, without what open calls have set aside', () => {
    assert.deepEqual(shown([standing({}, { used: 10, reserved: 3, seconds: 360 })]), {
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': '87',
      'x-ratelimit-reset-requests': '6m0s',
    })
  })

  it('tells of each kind the limit that leaves least', () => {
    const headers = shown([
      standing({ limit: 1_000 }, { used: 10 }),
      standing({ limit: 50, unit: 'minute' }, { used: 1 }),
      standing({ metric: 'total-tokens', limit: 9_000 }, { used: 4_000 }),
      standing({ metric: 'output-tokens', limit: 8_000 }, { used: 4_000, reserved: 5_000 }),
      standing({ metric: 'cost', limit: 12_500_000 }, { used: 250_000 }),
    ])
    assert.deepEqual(
      Object.entries(headers).filter(([name]) => !name.includes('reset')),
      [
        ['x-ratelimit-limit-requests', '50'],
        ['x-ratelimit-remaining-requests', '49'],
        ['x-ratelimit-limit-tokens', '8000'],
        ['x-ratelimit-remaining-tokens', '0'],
        ['x-ratelimit-limit-dollars', '12.5'],
        ['x-ratelimit-remaining-dollars', '12.25'],
      ],
    )
  })

  it('writes times as OpenAI does', () => {
    for (const [seconds, text] of [
      [-5, '0s'],
      [0.4, '1s'],
      [59, '59s'],
      [61, '1m1s'],
      [3_600, '1h0m0s'],
      [90_061, '25h1m1s'],
    ] as const)
      assert.equal(shown([standing({}, { seconds })])['x-ratelimit-reset-requests'], text)
  })

  it('tells Codex what is used of the tightest quota, and of the next one of another length', () => {
    const headers = shown(
      [
        standing({}, { used: 10 }),
        standing({ metric: 'total-tokens', limit: 1_000 }, { used: 833, reserved: 100 }),
        standing({ metric: 'cost', unit: 'month' }, { used: 50, seconds: 90 }),
        standing({ metric: 'cost', unit: 'week' }, { used: 20 }),
      ],
      'codex',
    )
    assert.deepEqual(
      Object.entries(headers).filter(([name]) => name.startsWith('x-codex-')),
      [
        ['x-codex-primary-used-percent', '83.3'],
        ['x-codex-primary-window-minutes', '1440'],
        ['x-codex-primary-reset-at', String(now / 1000 + 60)],
        ['x-codex-secondary-used-percent', '50'],
        ['x-codex-secondary-window-minutes', '43200'],
        ['x-codex-secondary-reset-at', String(now / 1000 + 90)],
      ],
    )
  })

  it('does not warn of a window that passes in minutes where there is a longer one', () => {
    const minute = standing({ limit: 10, unit: 'minute' }, { used: 9 })
    const both = shown([minute, standing({}, { used: 10 })], 'codex')
    assert.equal(both['x-codex-primary-window-minutes'], '1440')
    assert.equal(both['x-codex-secondary-window-minutes'], undefined)
    const alone = shown([minute, standing({ unit: 'second' }, { used: 5 })], 'codex')
    assert.equal(alone['x-codex-primary-used-percent'], '90')
  })

  it('never says more than 100 %, nor less than nothing', () => {
    const headers = shown([standing({ isSoft: true }, { used: 250 }), standing({ limit: 0 })], 'codex')
    assert.equal(headers['x-codex-primary-used-percent'], '100')
    assert.equal(headers['x-ratelimit-remaining-requests'], '0')
  })
})

describe('addStandings', () => {
  const ofProvider = () => [
    ...['X-RateLimit-Remaining-Requests', '7', 'x-ratelimit-remaining-tokens', '8', 'openai-version', '1'],
    ...['x-codex-primary-used-percent', '9', 'x-codex-secondary-reset-at', '10', 'x-codex-turn-state', 't'],
  ]

  it('takes the place of what the provider says of the same', () => {
    const headers = ofProvider()
    addStandings(headers, standingHeaders([standing({})], 'codex', now))
    assert.deepEqual(headers.slice(0, 6), [
      ...['x-ratelimit-remaining-tokens', '8', 'openai-version', '1', 'x-codex-turn-state', 't'],
    ])
    const names = headers.filter((_, at) => at % 2 === 0)
    assert.equal(new Set(names).size, names.length)
    assert.equal(headers[names.indexOf('x-ratelimit-remaining-requests') * 2 + 1], '100')
  })

  it('leaves what the provider says where the call is under no limit', () => {
    const headers = ofProvider()
    addStandings(headers, standingHeaders([], 'codex', now))
    assert.deepEqual(headers, ofProvider())
  })
})
