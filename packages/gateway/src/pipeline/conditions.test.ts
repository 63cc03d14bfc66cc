import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PlanRow, PolicyCondition } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import type { ClientKind } from '../refusals/client-kind.ts'
import { testTools } from '../testing/policy-tools.ts'
import { apiRow, applicationRow, attachment, condition, keyRow, planRow, subscriptionRow } from '../testing/rows.ts'
import { type CompiledApi, compileApi } from './compile.ts'
import { type Asking, applicableToCaller, applicableToModel } from './conditions.ts'
import type { Caller } from './exchange.ts'
import { definePolicy } from './policy.ts'

const rule = definePolicy({
  name: 'rule',
  summary: '',
  kind: 'guardrail',
  config: z.object({}),
  needs: { request: 'whole', response: 'events' },
  onFailure: 'reject',
  create: () => ({ onRequest: () => undefined, onEvent: () => 'pass' }),
})

function apiWith(...conditions: Array<Partial<PolicyCondition> | null>): CompiledApi {
  const policies = conditions.map((parts, index) =>
    attachment('rule', { id: `pol_${index}`, when: parts === null ? null : condition(parts) }),
  )
  return compileApi(apiRow('a', { policies, protocols: [] }), {
    policies: [rule],
    protocols: [],
    tools: testTools(),
    now: () => 0,
  })
}

function caller({ plan = null, teamId = null }: { plan?: PlanRow | null; teamId?: string | null }): Caller {
  return {
    key: keyRow('k'),
    application: applicationRow('tests', { teamId }),
    subscription: subscriptionRow('app_tests', 'api_a'),
    plan,
  }
}

function by(who: Caller, agent: ClientKind = 'other', operation = 'POST /responses'): Asking {
  return { caller: who, agent, operation }
}

const gold = planRow('gold', [])

describe('applicableToCaller', () => {
  it('leaves an API without conditions as it is', () => {
    const api = apiWith(null, null)
    assert.equal(applicableToCaller(api, by(caller({}))), api)
  })

  const cases: ReadonlyArray<{ parts: Partial<PolicyCondition>; fits: Asking; others: readonly Asking[] }> = [
    { parts: { agents: ['codex'] }, fits: by(caller({}), 'codex'), others: [by(caller({}))] },
    {
      parts: { planIds: ['plan_x', 'plan_gold'] },
      fits: by(caller({ plan: gold })),
      others: [by(caller({})), by(caller({ plan: planRow('silver', []) }), 'codex')],
    },
    {
      parts: { planIds: ['plan_x'] },
      fits: by(caller({ plan: { ...gold, basePlanId: 'plan_x' } })),
      others: [by(caller({ plan: gold }))],
    },
    {
      parts: { teamIds: ['team_a'] },
      fits: by(caller({ teamId: 'team_a' })),
      others: [by(caller({ teamId: 'team_b' })), by(caller({}))],
    },
    {
      parts: { operations: ['POST /responses', 'GET /models'] },
      fits: by(caller({})),
      others: [by(caller({}), 'other', 'POST /chat/completions'), by(caller({}), 'codex', 'POST /Responses')],
    },
    {
      parts: { agents: ['codex'], planIds: ['plan_gold'], teamIds: ['team_a'] },
      fits: by(caller({ plan: gold, teamId: 'team_a' }), 'codex'),
      others: [
        by(caller({ plan: gold, teamId: 'team_b' }), 'codex'),
        by(caller({ plan: gold, teamId: 'team_a' })),
        by(caller({ teamId: 'team_a' }), 'codex'),
      ],
    },
  ]
  for (const { parts, fits, others } of cases) {
    it(`runs a policy for ${JSON.stringify(parts)} for those callers only, and reads nothing for others`, () => {
      const api = apiWith(parts)
      assert.equal(applicableToCaller(api, fits), api)
      for (const asking of others) {
        const other = applicableToCaller(api, asking)
        assert.deepEqual([other.steps, other.onRequest, other.onEvent], [[], [], []])
        assert.deepEqual([other.readsRequest, other.readsResponse, other.asksForModel], [false, false, false])
        assert.ok(Object.isFrozen(other))
      }
    })
  }

  it('keeps a policy that asks for a model until the model is known, but not one that the caller rules out', () => {
    const api = apiWith({ models: ['m'] }, { models: ['m'], agents: ['codex'] }, null)
    const left = applicableToCaller(api, by(caller({})))
    assert.equal(left.steps.length, 2)
    assert.ok(left.asksForModel && left.readsRequest)
  })
})

describe('applicableToModel', () => {
  const api = apiWith({ models: ['gpt-5', 'O3'] }, null)

  it('runs a policy for the models that it names, however they are spelt', () => {
    for (const model of ['gpt-5', 'GPT-5', 'o3']) assert.equal(applicableToModel(api, model), api)
    assert.equal(applicableToModel(api, 'gpt-5-mini').onRequest.length, 1)
    assert.equal(applicableToModel(api, '').onRequest.length, 1)
  })

  it('runs it where the model cannot be read', () => {
    assert.equal(applicableToModel(api, null), api)
  })

  it('leaves an API that asks for no model as it is', () => {
    const other = apiWith(null, { agents: ['codex'] })
    assert.equal(applicableToModel(other, 'm'), other)
  })
})
