import { systemActor } from '../access/actor.ts'
import type { Authentication } from '../access/authentication/authentication-contract.ts'
import { endOverrides } from '../services/subscription/end-overrides.ts'
import type { Services } from '../services/verb.ts'
import type { UsageDays } from '../settings.ts'
import type { PeriodicJob } from './periodic-work.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

interface JobsOptions {
  readonly services: Services
  readonly authentication: Authentication
  readonly usageDays: UsageDays
}

/** What has to be done now and then, in one process of all. */
export function periodicJobs({ services, authentication, usageDays }: JobsOptions): readonly PeriodicJob[] {
  return [
    { name: 'end-overrides', everyMs: minuteMs, run: () => endAllOverrides(services) },
    { name: 'deliver-alerts', everyMs: minuteMs / 6, run: () => services.alertSender.deliverDue() },
    { name: 'prune-store', everyMs: 60 * minuteMs, run: () => services.store.prune() },
    { name: 'forget-usage', everyMs: 60 * minuteMs, run: () => forgetUsage(services, usageDays) },
    { name: 'prune-log-in', everyMs: 10 * minuteMs, run: () => authentication.prune() },
  ]
}

async function forgetUsage({ analytics, now, log }: Services, days: UsageDays): Promise<void> {
  const before = (count: number) => now() - count * dayMs
  const records = await analytics.forget({ recordsBefore: before(days.records), rollupsBefore: before(days.rollups) })
  if (records > 0) log.info({ records }, 'old usage records were deleted')
}

/** Limits of a subscription's own that have ended give way to its plan's. */
async function endAllOverrides(services: Services): Promise<void> {
  for (const { id } of await services.store.organisations()) {
    const actor = systemActor(id, { kind: 'system', name: 'Tollgate', from: 'clock' })
    await endOverrides({ ...services, actor, expectedRevision: undefined })
  }
}
