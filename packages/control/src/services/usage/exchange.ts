import type { StoredRecord } from '../../analytics/analytics-store.ts'
import { notFound } from '../problem.ts'
import type { Verb } from '../verb.ts'
import { isVisible, visibleUsage } from './visible-usage.ts'

/** One exchange with everything that is known of it. */
export async function usageExchange(verb: Verb, id: string): Promise<StoredRecord> {
  const visible = await visibleUsage(verb)
  const stored = await verb.analytics.record(verb.actor.organisationId, id)
  if (stored === undefined || !isVisible(visible, stored.facts)) throw notFound('call', id)
  return stored
}
