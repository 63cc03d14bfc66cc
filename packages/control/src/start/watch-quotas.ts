import { AlertWatch } from '../quota-state/alert-watch.ts'
import type { Services } from '../services/verb.ts'

/** Writes what gateways tell of their counters, and warns of what they pass; what is under way when it ends is waited for. */
export function watchQuotas({ store, liveCounters, alertSender, now }: Services): { close(): Promise<void> } {
  const watch = new AlertWatch({ store, now, deliver: (delivery) => alertSender.begin(delivery) })
  liveCounters.start((organisationId, standings) => watch.look(organisationId, standings))
  return {
    close: async () => {
      await liveCounters.close()
      await alertSender.close()
    },
  }
}
