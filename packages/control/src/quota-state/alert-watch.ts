import type { LimitMetric } from '@tollgate/contract/limits'
import type { AlertBook, AlertDelivery } from '../storage/alert-book.ts'
import type { Store } from '../storage/store.ts'
import type { Alert } from './alert.ts'
import { alertText, periodText, usedPercentOf } from './alert-text.ts'
import type { Standing } from './combine-states.ts'
import { findOwner, type LimitOwner } from './limit-owners.ts'

interface AlertWatchOptions {
  readonly store: Pick<Store, 'read'> & { readonly alerts: Pick<AlertBook, 'raise'> }
  now(): number
  /** Takes each at once; what it does not take is due a little later, for whichever process comes first. */
  deliver(delivery: AlertDelivery): void
}

const unitMs = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
} as const
/** Nobody could do anything about a window that is shorter. */
const windowMsMin = 300_000
/** What the process that raised it has for the first attempt. */
const firstAttemptMs = 30_000
/** What was raised already is asked of the store at most this often for each limit. */
const knownMax = 50_000

/**
 * Warns once for each limit, subject and window at the percentages of its plan or quota, whichever process hears of it and however often it
 * begins anew: the store says who was first. Where several percentages are passed at once, one alert tells the highest.
 */
export class AlertWatch {
  private readonly options: AlertWatchOptions
  /** The highest that is known to be raised, until when. */
  private known = new Map<string, { readonly percent: number; readonly endsAt: number }>()

  constructor(options: AlertWatchOptions) {
    this.options = options
  }

  async look(organisationId: string, standings: readonly Standing[]): Promise<void> {
    const due = standings.filter((standing) => isWorthAlerting(standing))
    if (due.length === 0) return
    const reader = this.options.store.read(organisationId)
    let channels: readonly string[] | undefined
    for (const standing of due) {
      const owner = await findOwner(reader, standing.counter)
      if (owner === undefined) continue
      const passed = passedBy(standing, owner)
      const highest = Math.max(...passed)
      if (passed.length === 0 || this.isKnown(organisationId, standing, highest)) continue
      channels ??= (await reader.find('alertChannel', { isEnabled: true })).map(({ id }) => id)
      // Who makes a channel later in the window hears of it then.
      if (channels.length === 0) return
      await this.raise({ organisationId, standing, owner, channels, passed })
    }
  }

  private async raise({ organisationId, standing, owner, channels, passed }: Crossing): Promise<void> {
    const { now, store, deliver } = this.options
    const { id: counterId } = standing.counter
    const percent = Math.max(...passed)
    const endsAt = endOf(standing, now())
    const alert = JSON.stringify(alertOf({ standing, owner, percent, at: now() }))
    const dueAt = now() + firstAttemptMs
    const raised = await store.alerts.raise(
      { organisationId, counterId, percents: passed, endsAt },
      channels.map((channelId) => ({ channelId, alert, dueAt })),
    )
    if (this.known.size >= knownMax) this.known.clear()
    this.known.set(`${organisationId}\n${counterId}`, { percent, endsAt })
    for (const delivery of raised) deliver(delivery)
  }

  private isKnown(organisationId: string, { counter }: Standing, percent: number): boolean {
    const known = this.known.get(`${organisationId}\n${counter.id}`)
    return known !== undefined && known.percent >= percent && known.endsAt > this.options.now()
  }
}

interface Crossing {
  readonly organisationId: string
  readonly standing: Standing
  readonly owner: LimitOwner
  readonly channels: readonly string[]
  readonly passed: readonly number[]
}

function isWorthAlerting({ counter, used }: Standing): boolean {
  const { period, limit } = counter
  return period !== null && limit !== null && limit > 0 && used > 0 && unitMs[period.unit] * period.count >= windowMsMin
}

function passedBy({ counter, used }: Standing, { warnAt }: LimitOwner): number[] {
  const limit = counter.limit ?? 0
  return warnAt.filter((percent) => used * 100 >= percent * limit)
}

/** A rolling window has no end: after its length the same is news again. */
function endOf({ counter, resetsAt }: Standing, now: number): number {
  const { period } = counter
  if (period === null) return now
  return period.window === 'rolling' || resetsAt === null ? now + unitMs[period.unit] * period.count : resetsAt
}

function alertOf({
  standing,
  owner,
  percent,
  at,
}: {
  standing: Standing
  owner: LimitOwner
  percent: number
  at: number
}): Alert {
  const { counter, used, resetsAt } = standing
  const { scope, ownerId, subject, metric, period, limit } = counter
  if (period === null || limit === null) throw new Error('a limit without a window is never warned of')
  return {
    type: 'quota.alert',
    percent,
    usedPercent: usedPercentOf(used, limit),
    text: alertText({ label: owner.label, metric, period, limit, used, resetsAt }),
    ...{ scope, ownerId, subject, applicationId: owner.applicationId },
    metric: metric as LimitMetric,
    per: periodText(period),
    ...{ limit, used },
    resetsAt: resetsAt === null ? null : new Date(resetsAt).toISOString(),
    at: new Date(at).toISOString(),
  }
}
