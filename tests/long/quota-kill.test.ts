import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { runQuotaKills } from '../harness/quota-kill-run.ts'

/** To play one again, put its seed here in place of the random one. */
const seed = randomInt(2 ** 31)
const kills = 500

test('five hundred kills with a hundred calls in mid-stream lose nothing and count nothing twice', async (t) => {
  t.diagnostic(`seed ${seed}`)
  const report = await runQuotaKills({ kills, seed, callers: 100 })
  t.diagnostic(JSON.stringify(report))
  assert.deepEqual(report.problems, [], `seed ${seed}`)
  assert.ok(report.openAtKills > kills * 60 && report.booked > kills * 30, 'calls were open at the kills')
  assert.ok(report.completed > kills * 20, 'calls were answered between the kills')
})
