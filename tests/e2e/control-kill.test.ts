import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { runKills } from '../harness/kill-run.ts'

test('ten kills under change load lose nothing that was acknowledged', async (t) => {
  const report = await runKills(10, randomInt(2 ** 31))
  t.diagnostic(JSON.stringify(report))
  assert.deepEqual(report.problems, [], `seed ${report.seed}`)
  assert.ok(report.acknowledged > 20, `${report.acknowledged} changes were acknowledged`)
})
