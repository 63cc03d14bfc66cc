import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  deadLetterQueueSchema,
  exporterReplaySchema,
  exporterUpdateSchema,
} from '@tollgate/contract/resources/exporter'
import { restStandIn } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'

const exporter = {
  ...{ id: 'exp_0123456789abcdef0123', name: 'hook', type: 'webhook', status: 'retrying', lagRecords: 12 },
  ...{ lagSeconds: 90, deadLetters: 1, lastDeliveryAt: null, lastError: 'a.example refuses connections.' },
}

test('exporters: watched, paused, resumed, sent again', async (t) => {
  const bodies: unknown[] = []
  const keep = (answer: object) => (given: { body?: unknown }) => {
    bodies.push(given.body)
    return { body: answer }
  }
  const letter = { number: 7, requestId: 'req_7', reason: 'too large', at: new Date().toISOString(), isQueued: false }
  const server = await restStandIn(t, [
    { route: 'GET /exporters', run: () => ({ body: { items: [exporter], next: null } }) },
    { route: 'PATCH /exporters/{id}', schema: exporterUpdateSchema, run: keep(exporter) },
    { route: 'POST /exporters/{id}/replay', schema: exporterReplaySchema, run: keep(exporter) },
    { route: 'GET /exporters/{id}/dead-letters', run: () => ({ body: { items: [letter], next: null } }) },
    { route: 'POST /exporters/{id}/dead-letters/queue', schema: deadLetterQueueSchema, run: keep({ queued: 1 }) },
    { route: 'POST /exporters/{id}/test', run: () => ({ body: { ok: false, problem: exporter.lastError } }) },
  ])
  const machine = machineFor(t, server)
  const said = async (...words: string[]) => (await machine.run(['exporters', ...words])).stdout
  assert.match(
    await said('list'),
    /^NAME +TYPE +STATUS +BEHIND +SECONDS +DEAD LETTERS .*\nhook +webhook +retrying +12 +90 +1 .*a\.example refuses/,
  )
  assert.equal(await said('pause', 'hook'), '"hook" is paused: it sends nothing.\n')
  assert.equal(await said('resume', 'hook'), '"hook" goes on where it was.\n')
  assert.match(await said('replay', 'hook', '--since', '', '--yes'), /^"hook" begins anew: 12 records/)
  await said('replay', 'hook', '--since', '2026-11-01T00:00:00Z', '--yes')
  assert.match(await said('dead-letters', 'hook'), /\nreq_7 +now +no +too large\n$/)
  assert.match(await said('requeue', 'hook', '--request-ids', 'req_7,req_8'), /^1 calls? /)
  assert.deepEqual(bodies, [
    { isPaused: true },
    { isPaused: false },
    { since: null },
    { since: '2026-11-01T00:00:00Z' },
    { requestIds: ['req_7', 'req_8'] },
  ])
  const failed = await machine.run(['exporters', 'test', 'hook'])
  assert.deepEqual([failed.exitCode, failed.stdout], [1, `${exporter.lastError}\n`])
})
