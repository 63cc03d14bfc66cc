import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { runQuotaKills } from '../harness/quota-kill-run.ts'

/** To play one again, put its seed here in place of the random one. */
const seed = randomInt(2 ** 31)
const kills = 60

for (const gateways of [1, 2, 4])
  test(`${kills} kills of ${gateways} gateway(s) that count in Redis: the counters are what the log says`, async (t) => {
    t.diagnostic(`seed ${seed}`)
    const report = await runQuotaKills({ kills, seed, callers: 60, gateways })
    t.diagnostic(JSON.stringify(report))
    assert.deepEqual(report.problems, [], `seed ${seed}`)
    assert.ok(report.openAtKills > kills * 30 && report.booked > kills * 2, 'calls were open at the kills')
  })
