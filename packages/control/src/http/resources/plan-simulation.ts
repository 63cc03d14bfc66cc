import {
  type PlanSimulation,
  planSimulationCreateSchema,
  planSimulationSchema,
  type SimulatedLimit,
  type SimulatedSubscription,
} from '@tollgate/contract/resources/plan-simulation'
import { shownLimit } from '../../services/plan-limits.ts'
import { type SimulatedPlan, simulatePlan } from '../../services/usage/simulate-plan.ts'
import type { LimitResult, SubscriptionResult } from '../../simulation/simulation.ts'
import { shownTime } from '../resource-view.ts'
import { route } from '../route.ts'

const subscriptionsShown = 50
const peopleShown = 10
const microDollars = 1_000_000

export const simulatePlanRoute = route({
  method: 'post',
  path: '/plans/simulate',
  operationId: 'simulatePlan',
  summary: 'Play the calls of the last days against limits, and read who would have been refused; nothing is changed',
  tag: 'Plans',
  access: 'plans:manage',
  body: planSimulationCreateSchema,
  answer: planSimulationSchema,
  run: async (verb, { body }) => simulationView(await simulatePlan(verb, body)),
})

function simulationView({ from, to, isCut, read, simulation }: SimulatedPlan): PlanSimulation {
  const { calls, refused, subscriptions } = simulation
  const { withoutPlan, refusedOtherwise, refusedThen } = read
  return {
    ...{ from: shownTime(from), to: shownTime(to), isCut, calls, refused },
    costUsd: subscriptions.reduce((sum, { used }) => sum + used.cost, 0) / microDollars,
    leftOut: { withoutPlan, refusedOtherwise, refusedThen },
    subscriptionsCount: subscriptions.length,
    subscriptions: subscriptions.slice(0, subscriptionsShown).map(subscriptionView),
  }
}

function subscriptionView(one: SubscriptionResult): SimulatedSubscription {
  const { subscriptionId, application, api, calls, refused, refusedForModel, firstRefusal, firstRefusedAt } = one
  return {
    ...{ subscriptionId, application, api, calls, refused, refusedForModel, firstRefusal },
    firstRefusedAt: shownTime(firstRefusedAt),
    limits: one.limits.map(limitView),
    people: one.people.slice(0, peopleShown).map(({ person, ...counts }) => ({
      ...{ person, calls: counts.calls, refused: counts.refused },
    })),
  }
}

function limitView({ limit, refused, passedBeyond, peakUsed, peakPercent, peakAt }: LimitResult): SimulatedLimit {
  const { metric, counter, row } = limit
  const amount = (count: number) => (metric === 'cost' ? count / microDollars : count)
  return {
    ...{ metric, per: row === null ? null : shownLimit(row).per },
    ...{ limit: amount(counter.limit ?? 0), isSoft: counter.isSoft === true, refused, passedBeyond },
    ...{ peakUsed: amount(peakUsed), peakPercent, peakAt: shownTime(peakAt) },
  }
}
