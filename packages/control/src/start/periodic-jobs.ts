import { systemActor } from '../access/actor.ts'
import type { Authentication } from '../access/authentication/authentication-contract.ts'
import type { Services } from '../services/verb.ts'
import type { PeriodicJob } from './periodic-work.ts'

const minuteMs = 60_000

/** What has to be done now and then, in one process of all. */
export function periodicJobs({
  services,
  authentication,
}: {
  services: Services
  authentication: Authentication
}): readonly PeriodicJob[] {
  return [
    { name: 'end-overrides', everyMs: 5_000, run: () => endOverrides(services) },
    { name: 'prune-store', everyMs: 60 * minuteMs, run: () => services.store.prune() },
    { name: 'prune-log-in', everyMs: 10 * minuteMs, run: () => authentication.prune() },
  ]
}

/** Limits of a subscription's own that have ended give way to its plan's. */
async function endOverrides({ store, now }: Services): Promise<void> {
  for (const { id: organisationId } of await store.organisations()) {
    const subscriptions = await store.read(organisationId).find('subscription', { state: ['active', 'blocked'] })
    const ended = subscriptions.filter(({ overrides }) => overrides?.endsAt != null && overrides.endsAt <= now())
    if (ended.length === 0) continue
    const { audit, from, requestId } = systemActor(organisationId, { kind: 'system', name: 'Tollgate', from: 'clock' })
    await store.change(
      { organisationId, actor: audit, verb: 'subscription.end-overrides', from, requestId },
      async (writer) => {
        for (const { id } of ended) {
          const current = await writer.get('subscription', id)
          if (current?.overrides?.endsAt != null && current.overrides.endsAt <= now())
            await writer.update('subscription', current, { overrides: null })
        }
      },
    )
  }
}
