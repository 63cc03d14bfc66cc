import type { Played } from './play.ts'
import { limitText } from './show-simulation.ts'
import type { LimitResult, SubscriptionResult } from './simulation.ts'

const microDollars = 1_000_000

/** What a simulation found, for programs: times in ISO 8601, money in US dollars. */
export function simulationJson({ plan, simulation, read }: Played) {
  const { period, calls, refused, late, subscriptions } = simulation
  return {
    plan: { name: plan.name, limits: plan.limits.map(limitText), concurrency: plan.concurrencyMax ?? null },
    from: time(period?.from),
    to: time(period?.to),
    calls,
    refused,
    refusedShare: share(refused, calls),
    cost: dollars(subscriptions.reduce((sum, { used }) => sum + used.cost, 0)),
    late,
    read,
    subscriptions: subscriptions.map(subscriptionJson),
  }
}

function subscriptionJson(one: SubscriptionResult) {
  const { calls, refused, stops, people, used, limits } = one
  return {
    ...one,
    refusedShare: share(refused, calls),
    firstRefusedAt: time(one.firstRefusedAt),
    stops: stops.map(({ from, opensAt, admittedAgainAt, ...stop }) => ({
      from: time(from),
      opensAt: time(opensAt),
      admittedAgainAt: time(admittedAgainAt),
      ...stop,
    })),
    limits: limits.map(limitJson),
    people: people.map((person) => ({ ...person, firstRefusedAt: time(person.firstRefusedAt) })),
    used: { ...used, cost: dollars(used.cost) },
  }
}

function limitJson({ limit, ...result }: LimitResult) {
  const isMoney = limit.metric === 'cost'
  const most = limit.counter.limit ?? 0
  return {
    metric: limit.metric,
    limit: isMoney ? dollars(most) : most,
    text: limit.row === null ? `${most} at once` : limitText(limit.row),
    isSoft: limit.counter.isSoft === true,
    ...result,
    firstRefusedAt: time(result.firstRefusedAt),
    firstBeyondAt: time(result.firstBeyondAt),
    peakUsed: isMoney ? dollars(result.peakUsed) : result.peakUsed,
    peakAt: time(result.peakAt),
  }
}

function time(at: number | null | undefined): string | null {
  return at == null ? null : new Date(at).toISOString()
}

function dollars(amount: number): number {
  return amount / microDollars
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
