import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restStandIn } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'

const amounts = {
  ...{ calls: 1_200, inputTokens: 1_000, cachedInputTokens: 250, outputTokens: 500, totalTokens: 1_500 },
  ...{ costUsd: 12.5, unpricedCalls: 0, refused: 3, failed: 1 },
}
const period = { from: '2026-11-16T12:00:00.000Z', to: '2026-11-23T13:00:00.000Z' }

test('usage report shows the totals beside those before, and the forecast', async (t) => {
  const server = await restStandIn(t, [
    {
      route: 'GET /usage/totals',
      run: () => ({
        body: {
          ...{ ...period, totals: amounts, before: { ...period, totals: { ...amounts, calls: 7, unpricedCalls: 2 } } },
          forecast: { monthEndsAt: period.to, calls: 9_000, totalTokens: 1, costUsd: 0.0123 },
        },
      }),
    },
  ])
  const { stdout, exitCode } = await machineFor(t, server).run(['usage', 'report', '--from', '2026-11-16'])
  assert.equal(exitCode, 0)
  assert.match(stdout, /2026-11-16 12:00 – 2026-11-23 13:00 +1,200 +1,000 +25 % +500 +1,500 +\$12\.50 +3 +1\n/)
  assert.match(stdout, /before: .* 7 .*\$12\.50 \+\?/)
  assert.match(stdout, /the month comes to \$0\.0123, 1 tokens, 9,000 calls/)
  assert.deepEqual(server.seen[0]?.query, { from: '2026-11-16' })
})

test('usage report --by asks for rows with every filter, and shows what has no name and the others as that', async (t) => {
  const rows = [
    { value: 'gpt', name: '\u001b[31mgpt', isRest: false, ...amounts },
    { value: null, name: null, isRest: false, ...amounts },
    { value: null, name: null, isRest: true, ...amounts },
  ]
  const server = await restStandIn(t, [
    { route: 'GET /usage/breakdown', run: () => ({ body: { ...period, totals: amounts, items: rows } }) },
  ])
  const machine = machineFor(t, server)
  const args = ['usage', 'report', '--by', 'model', '--limit', '2', '--filter', 'team=A=B', '--filter', 'person=']
  const { stdout } = await machine.run(args)
  assert.deepEqual(server.seen[0]?.query, { by: 'model', limit: '2', team: 'A=B', person: '' })
  assert.match(stdout, /^MODEL +CALLS/)
  assert.match(stdout, /\n\(none\) .*\n\(others\) .*\nin all /)
  assert.ok(!stdout.includes('\u001b'))
})

test('what is not right of a command about usage is said before anything is asked', async (t) => {
  const server = await restStandIn(t, [])
  const machine = machineFor(t, server)
  for (const args of [
    ['report', '--filter', 'colour=red'],
    ['report', '--filter', 'team'],
    ['report', '--csv'],
    ['report', '--by', 'model', '--csv', '--json'],
    ['requests', '--limit', '0'],
    ['conversations', 'thread-1', '--all'],
    ['show'],
  ]) {
    const { exitCode, stderr } = await machine.run(['usage', ...args])
    assert.equal(exitCode, 2, `${args.join(' ')}: ${stderr}`)
  }
  assert.equal(server.seen.length, 0)
})

test('usage requests --all takes every page, and usage show has the phases, verdicts and tries of one', async (t) => {
  const call = { id: 'req_1', outcome: 'answered', refusalCode: null, totalTokens: 5, costUsd: null, totalMs: 12.4 }
  const server = await restStandIn(t, [
    {
      route: 'GET /usage/requests',
      run: ({ query }) => ({
        body:
          query.after === undefined ? { items: [call], next: 'c' } : { items: [{ ...call, id: 'req_2' }], next: null },
      }),
    },
    {
      route: 'GET /usage/requests/{id}',
      run: () => ({
        body: {
          ...call,
          timeline: [{ what: 'received', atMs: 0, attempt: null }],
          verdicts: [{ policy: 'regex', phase: 'request', verdict: 'passed', ms: 1 }],
          tries: [],
          payload: { capture: 'redacted', bytes: 14, body: '{"input":"\u001b[31mhi"}' },
        },
      }),
    },
  ])
  const machine = machineFor(t, server)
  assert.match((await machine.run(['usage', 'requests', '--all'])).stdout, /req_1 .*\nreq_2 /)
  assert.match((await machine.run(['usage', 'requests'])).stdout, /There are more: add --all/)
  const { stdout } = await machine.run(['usage', 'show', 'req_1'])
  assert.match(stdout, /received/)
  assert.match(stdout, /regex +request +passed/)
  assert.match(stdout, /No provider was asked/)
  assert.match(stdout, /REQUEST \(as it left for the provider, 14 bytes\)\n\{"input":".*hi"\}/)
  assert.equal(stdout.includes('\u001b'), false)
})
