import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { runKills } from '../harness/kill-run.ts'

/** To play one again, put its seed here in place of the random one. */
const seed = randomInt(2 ** 31)

test('a hundred kills and more under change load lose nothing that was acknowledged', async (t) => {
  t.diagnostic(`seed ${seed}`)
  const report = await runKills(110, seed)
  t.diagnostic(JSON.stringify(report))
  assert.deepEqual(report.problems, [], `seed ${seed}`)
  assert.ok(report.controlKills > 30 && report.gatewayKills > 20, 'both were killed often')
})
