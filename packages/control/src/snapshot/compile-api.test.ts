import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { emptyPriceBook } from '../prices/price-book.ts'
import type { ModelRecord, PolicyAttachmentRecord, ProviderRecord } from '../storage/records.ts'
import { compileApi } from './compile-api.ts'

const base = { organisationId: 'org_a', revision: 1, createdAt: 0, updatedAt: 0, managedBy: null } as const
const provider: ProviderRecord = {
  ...{ ...base, id: 'prov_a', name: 'openai', type: 'openai', baseUrl: null },
  ...{ dialects: null, errorMap: null, usageExtraction: null },
}

type Deployed = Parameters<typeof compileApi>[0]

const endpoint: Deployed['content']['endpoints'][number] = {
  ...{ id: 'ep_a', environmentId: null, name: 'production', stage: 'production', url: 'https://a.example' },
  ...{ credentialId: null, demo: false, weight: 5, trustedCertificates: null, timeouts: {} },
}

function model(name: string, changes: Partial<ModelRecord> = {}): ModelRecord {
  const rest = { alias: null, displayName: name, contextWindow: null, prices: [], planIds: null }
  return { ...base, id: `model_${name}`, providerId: 'prov_a', model: name, ...rest, ...changes }
}

function attachment(changes: Partial<PolicyAttachmentRecord>): PolicyAttachmentRecord {
  const rest = { policy: 'rule', config: {}, condition: null, position: 0, mode: 'enforce', onFailure: null } as const
  return { ...base, id: 'pol_a', apiId: null, ...rest, ...changes }
}

function compiled(changes: Partial<Deployed> = {}) {
  return compileApi({
    api: {
      ...{ ...base, id: 'api_a', name: 'a', context: '/a', version: '1', isDefaultVersion: true, state: 'published' },
      ...{ providerId: 'prov_a', ownerTeamId: null, description: '', tags: [], docs: '', visibleToTeamIds: null },
      ...{ keyHeader: null, errorFormat: 'auto', payloadCapture: 'none', planIds: [], models: null },
      ...{ unpricedModels: 'refuse', whenCountersAreAway: 'refuse', stripAgentMetadata: false },
    },
    environmentId: 'env_a',
    content: {
      format: 1,
      api: { providerId: 'prov_a', keyHeader: null, errorFormat: 'auto', payloadCapture: 'none', models: null },
      endpoints: [endpoint, { ...endpoint, id: 'ep_demo', demo: true, weight: 2 }],
      policies: [],
    },
    provider,
    credentials: new Map(),
    organisationPolicies: [],
    models: [],
    demo: { url: 'http://127.0.0.1:1/v1', credential: 'demo' },
    priceBook: emptyPriceBook,
    ...changes,
  })
}

describe('compileApi', () => {
  it('brings the prices of its provider, the newest first, under the alias too', () => {
    const price = (from: number, input: number, cachedInput: number | null = null) => ({
      from,
      input,
      output: 8,
      cachedInput,
    })
    const { prices } = compiled({
      models: [
        model('m', { alias: 'latest', prices: [price(0, 2), price(100, 3, 1)] }),
        model('x', { providerId: 'prov_other', prices: [price(0, 9)] }),
      ],
    })
    const at = (name: string, from: number, input: number, cachedInput: number) => ({
      model: name,
      from,
      input,
      cachedInput,
      output: 8,
    })
    assert.deepEqual(prices, [at('m', 100, 3, 1), at('latest', 100, 3, 1), at('m', 0, 2, 2), at('latest', 0, 2, 2)])
    assert.equal(compiled({ models: [model('m')] }).prices, undefined)
  })

  it('says for which calls a policy is and what its failure means', () => {
    const { policies } = compiled({
      organisationPolicies: [
        attachment({ condition: { model: ['m'], agent: ['codex'], plan: ['plan_a'], team: ['team_a'] } }),
        attachment({ condition: { team: ['team_a'], operation: ['POST /responses'] }, onFailure: 'skip' }),
        attachment({ condition: {} }),
        attachment({}),
      ],
    })
    assert.deepEqual(
      policies.map(({ when, onFailure }) => [when, onFailure]),
      [
        [{ models: ['m'], agents: ['codex'], planIds: ['plan_a'], teamIds: ['team_a'], operations: null }, null],
        [{ models: null, agents: null, planIds: null, teamIds: ['team_a'], operations: ['POST /responses'] }, 'skip'],
        [null, null],
        [null, null],
      ],
    )
  })

  it('gives every endpoint its weight', () => {
    assert.deepEqual(
      compiled().endpoints.map(({ weight }) => weight),
      [5, 2],
    )
  })

  it('names the models of its provider that are for certain plans, by name and alias', () => {
    const models = [
      model('open'),
      model('kept', { alias: 'best', planIds: ['plan_b', 'plan_a'] }),
      model('nobody', { planIds: [] }),
      model('elsewhere', { providerId: 'prov_b', planIds: ['plan_a'] }),
    ]
    const expected = [
      { model: 'best', planIds: ['plan_a', 'plan_b'] },
      { model: 'kept', planIds: ['plan_a', 'plan_b'] },
      { model: 'nobody', planIds: [] },
    ]
    assert.deepEqual(compiled({ models }).restrictedModels, expected)
    assert.deepEqual(compiled({ models: models.toReversed() }).restrictedModels, expected)
  })
})
