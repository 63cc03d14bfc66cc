import type { LimitRow } from '@tollgate/contract/limits'
import type { Refused } from '../counters/counter-store.ts'
import { describePeriod } from '../counters/window.ts'
import { type LimitScope, type Refusal, refuse } from '../pipeline/refusal.ts'
import { findPrice } from '../pricing/price.ts'
import type { CountedCall } from './amounts.ts'
import type { CallLimit } from './call-limits.ts'

const metricNames: Readonly<Record<CallLimit['metric'], string>> = {
  requests: 'requests',
  'total-tokens': 'tokens',
  'input-tokens': 'input tokens',
  'output-tokens': 'output tokens',
  cost: 'dollars',
  concurrency: 'calls',
}
const ownerNames: Readonly<Record<CallLimit['owner']['scope'], string>> = {
  plan: 'Plan',
  organisation: 'Quota',
  team: 'Team quota',
  person: 'Personal quota',
  application: 'Application quota',
  key: 'Key quota',
  api: 'API quota',
  model: 'Model quota',
  endpoint: 'Provider quota',
}
const microDollars = 1_000_000

/** An agent waits as long by itself, in silence; what takes longer is told to the person at it. */
const silentWaitSecondsMax = 30
/**
 * Open calls end when they end: a client asks again after this. Codex does so five times and then gives up without our sentence, so
 * that it has most of a minute.
 */
const askAgainSeconds = 10

/**
 * What the caller is told of a limit that is in the way. `throttled`: waiting a moment helps, and the agent does so by itself.
 * `quota_exceeded`: it is used up until a time that the sentence's reader is told, or, where nothing is allowed at all, for good.
 */
export function refuseQuota(limit: CallLimit, { reason, resetsAt }: Refused, now: number): Refusal {
  const who = `${ownerNames[limit.owner.scope]} ${limit.owner.name}`
  const limitOf: LimitScope = limit.isBurst ? 'burst' : limit.owner.scope
  if (limit.row === null) {
    const open = limit.counter.limit === 1 ? 'one call is open' : `${limit.counter.limit} calls are open at once`
    const message = `${who}: ${open}, which is all: wait for one to end.`
    return refuse('throttled', message, { limitOf, retryAfterSeconds: askAgainSeconds })
  }
  // Waiting never helps here, so nobody is told to.
  if (limit.counter.limit === 0) {
    const message = `${who}: it allows no ${metricNames[limit.metric]}: ask for a larger one.`
    return refuse('quota_exceeded', message, { limitOf })
  }
  const seconds = resetsAt === null ? askAgainSeconds : Math.max(1, Math.ceil((resetsAt - now) / 1000))
  // An open call gives back most of the tokens that it has set aside, but never that it was made.
  if (reason === 'in-use' && limit.metric !== 'requests') {
    const what = `${amountOf(limit)} ${metricNames[limit.metric]} per ${describePeriod(limit.row)}`
    const message = `${who}: what is left of ${what} is set aside for calls that are open: wait for one to end.`
    return refuse('throttled', message, { limitOf, retryAfterSeconds: Math.min(seconds, askAgainSeconds) })
  }
  const code = seconds <= silentWaitSecondsMax ? 'throttled' : 'quota_exceeded'
  const back = resetsAt === null ? {} : { resetsAt: Math.ceil(resetsAt / 1000) }
  return refuse(code, `${who}: ${allOf(limit, limit.row)} used up.`, { limitOf, retryAfterSeconds: seconds, ...back })
}

/** A limit on cost means nothing where nobody knows what the call costs. */
export function refuseUnpriced(call: CountedCall, limits: readonly CallLimit[]): Refusal | undefined {
  const { api, modelAsked, at } = call
  if (api.unpricedModels === 'pass' || !limits.some(({ metric }) => metric === 'cost')) return undefined
  if (findPrice(api, modelAsked, at) !== undefined) return undefined
  const model = modelAsked === null ? 'the model of this call' : `the model ${modelAsked.slice(0, 100)}`
  return refuse(
    'model_not_allowed',
    `There is a limit on cost, and ${model} has no price: choose a model that has one, or ask an administrator to set its price.`,
  )
}

function allOf(limit: CallLimit, row: LimitRow): string {
  const [amount, name] = [amountOf(limit), metricNames[limit.metric]]
  const period = describePeriod(row)
  if (amount === '1') return `the one ${name.replace(/s$/, '')} per ${period} is`
  return `all ${amount} ${name} per ${period} are`
}

function amountOf({ metric, counter }: CallLimit): string {
  const amount = counter.limit ?? 0
  return (metric === 'cost' ? amount / microDollars : amount).toLocaleString('en-US', { maximumFractionDigits: 6 })
}
