import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiFacts, findProblems } from '../../packages/console/src/features/publisher-api/find-problems.ts'

const production = { name: 'production', stage: 'production', credentialId: 'cred_1', isDemo: false } as const
const well: ApiFacts = {
  api: { state: 'published', planIds: ['plan_1'] },
  endpoints: [production],
  deployments: [{ isWorkingCopy: true }],
  day: undefined,
}
const day = {
  ...{ calls: 100, answered: 95, refused: 0, failed: 5, cancelled: 0, inputTokens: 0, cachedInputTokens: 0 },
  ...{ outputTokens: 0, reasoningTokens: 0, totalTokens: 0, costUsd: 0, savedUsd: 0, unpricedCalls: 0 },
  ...{ estimatedCalls: 0, policyHits: 0 },
}

test('where all is well nothing is found', () => {
  assert.deepEqual(findProblems(well), [])
  assert.deepEqual(findProblems({ ...well, day: { ...day, failed: 4 } }), [])
})

test('each thing that somebody should look at is said once', () => {
  const cases: Array<[Partial<ApiFacts>, RegExp]> = [
    [{ day }, /5\.0 % of the calls/],
    [{ day: { ...day, failed: 0, unpricedCalls: 3 } }, /3 calls used models without a price/],
    [{ endpoints: [] }, /no production endpoint/],
    [{ endpoints: [{ ...production, isDemo: true }] }, /demo provider answers/],
    [{ endpoints: [{ ...production, credentialId: null }] }, /no credential/],
    [{ deployments: [] }, /deployed nowhere/],
    [{ deployments: [{ isWorkingCopy: true }, { isWorkingCopy: false }] }, /not deployed/],
    [{ api: { ...well.api, planIds: [] } }, /No plan/],
  ]
  for (const [change, sentence] of cases) {
    const [found, ...more] = findProblems({ ...well, ...change })
    assert.match(found?.says ?? '', sentence)
    assert.deepEqual(more, [])
  }
})

test('of a retired API nothing is expected', () => {
  assert.deepEqual(findProblems({ ...well, api: { state: 'retired', planIds: [] }, deployments: [] }), [])
})
