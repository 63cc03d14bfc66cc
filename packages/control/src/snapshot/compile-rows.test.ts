import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PlanRecord, SubscriptionRecord } from '../storage/records.ts'
import { compileApplication, compileOverrides, compilePlan } from './compile-rows.ts'

const base = { organisationId: 'org_a', revision: 1, createdAt: 0, updatedAt: 0, managedBy: null } as const
const plan: PlanRecord = {
  ...{ ...base, id: 'plan_a', name: 'gold', description: '', limits: [], outputTokensMax: null },
  ...{ concurrencyMax: null, stopOnQuotaReach: true, warnAt: [] },
  ...{ models: ['mini'], approval: 'automatic', audienceTeamIds: null },
}
const subscription: SubscriptionRecord = {
  ...{ ...base, id: 'sub_a', applicationId: 'app_a', apiId: 'api_a', planId: 'plan_a', state: 'active' },
  overrides: { limits: [], outputTokensMax: null, endsAt: null },
  quotaResetAt: null,
}

describe('compilePlan and compileOverrides', () => {
  it('bring the models that a plan allows', () => {
    assert.deepEqual([compilePlan(plan).models, compilePlan(plan).basePlanId], [['mini'], null])
    assert.equal(compilePlan({ ...plan, models: null }).models, null)
  })

  it('make limits soft and count open calls where the plan says so, limits of a subscription included', () => {
    const limits = [{ metric: 'requests', limit: 1, count: 1, unit: 'day' }] as const
    const softPlan = { ...plan, limits, stopOnQuotaReach: false, concurrencyMax: 2 }
    const row = compilePlan(softPlan)
    assert.deepEqual([row.limits, row.concurrencyMax], [[{ ...limits[0], isSoft: true }], 2])
    const own = (overrides: object) =>
      compileOverrides(
        { ...subscription, overrides: { limits, outputTokensMax: null, endsAt: null, ...overrides } },
        softPlan,
      )
    assert.deepEqual([own({})?.limits, own({})?.concurrencyMax], [row.limits, 2])
    assert.equal(own({ concurrencyMax: 9 })?.concurrencyMax, 9)
    assert.equal('concurrencyMax' in compilePlan(plan), false)
  })

  it('keep models and conditions of a plan in force where a subscription has limits of its own', () => {
    const row = compileOverrides(subscription, plan)
    assert.deepEqual([row?.models, row?.basePlanId], [['mini'], 'plan_a'])
    const planless = compileOverrides({ ...subscription, planId: null }, undefined)
    assert.deepEqual([planless?.models, planless?.basePlanId], [null, null])
    assert.equal('endsAt' in (row ?? {}), false)
    const ending = { ...subscription, overrides: { limits: [], outputTokensMax: null, endsAt: 1_000 } }
    assert.equal(compileOverrides(ending, plan)?.endsAt, 1_000)
  })
})

describe('compileApplication', () => {
  it('names its team by name and id', () => {
    const rest = { costCentre: null, ownerId: null, identityGroup: null }
    const team = { ...base, id: 'team_a', name: 'Payments', ...rest }
    const application = {
      ...({ ...base, id: 'app_a', name: 'a', kind: 'shared', teamId: 'team_a', ownerId: null } as const),
      ...{ ownerName: null, costCentre: null },
    }
    const row = compileApplication(application, { team, owner: undefined })
    assert.deepEqual([row.team, row.teamId], ['Payments', 'team_a'])
    assert.equal(compileApplication(application, { team: undefined, owner: undefined }).teamId, null)
  })
})
