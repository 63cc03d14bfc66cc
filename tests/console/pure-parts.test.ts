import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { timesUsual } from '../../packages/console/src/features/analytics-overview/times-usual.ts'
import { codexConfig } from '../../packages/console/src/features/connect/snippets.ts'
import { callAsCurl } from '../../packages/console/src/features/exchanges/call-as-curl.ts'
import { periodBefore, periodOf, stepOf } from '../../packages/console/src/ui/usage/usage-period.ts'
import { seedGuideConfig } from '../harness/codex-home.ts'

describe('what pages compute without a browser', () => {
  test('the block for Codex is the seed guide’s, but for its name', () => {
    const baseUrl = 'https://localhost:8243/openaiapi/2.3.0'
    const guide = seedGuideConfig(baseUrl).replace('WSO2 OPEN AI PROXY', 'Tollgate')
    assert.equal(`${codexConfig({ baseUrl, model: 'gpt-5.4', header: null })}\n`, guide)
  })

  test('a call as curl is one harmless command, whatever its names hold', () => {
    const evil = `x'; touch /tmp/never "$(id)" \`id\` \n echo never`
    const call = { api: evil, operation: `POST /v1/${evil}`, modelAsked: evil, model: evil }
    const script = `curl() { printf '%s\\0' "$@"; }\n${callAsCurl(call as Parameters<typeof callAsCurl>[0])}`
    const given = execFileSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', TOLLGATE_BASE_URL: 'https://gw', TOLLGATE_KEY: 'tg_k' },
    }).split('\0')
    assert.equal(given[0], '-X')
    assert.equal(given[1], 'POST')
    assert.ok(given.includes('ApiKey: tg_k'))
    assert.equal(JSON.parse(given[given.indexOf('-d') + 1] ?? '{}').model, evil)
  })

  test('what is three times a usual day is unusual, and too few days say nothing', () => {
    assert.deepEqual(timesUsual([10, 0, 10, 12, 8, 10, 50]), { last: 50, times: 5 })
    assert.equal(timesUsual([10, 10, 10, 10, 10, 30]), undefined)
    assert.equal(timesUsual([10, 10, 0, 0, 900]), undefined)
    assert.equal(timesUsual([]), undefined)
  })

  test('a period is a preset up to now, or own days with the last of them in it', () => {
    const now = Date.UTC(2026, 10, 23, 14, 30)
    assert.deepEqual(periodOf({}, now), { from: '2026-11-16T15:00:00.000Z' })
    assert.deepEqual(periodOf({ range: 'month' }, now), { from: '2026-11-01T00:00:00.000Z' })
    assert.deepEqual(periodOf({ range: 'today' }, now), { from: '2026-11-23T00:00:00.000Z' })
    assert.deepEqual(periodOf({ range: 'nonsense' }, now), periodOf({}, now))
    const own = periodOf({ from: '2026-11-01', to: '2026-11-02' }, now)
    assert.deepEqual(own, { from: '2026-11-01', to: '2026-11-03' })
    assert.deepEqual(periodBefore(own, now), { from: '2026-10-30T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' })
    assert.deepEqual([stepOf(own, now), stepOf(periodOf({}, now), now)], ['hour', 'day'])
    assert.deepEqual(periodOf({ from: 'yesterday' }, now), periodOf({}, now))
  })
})
