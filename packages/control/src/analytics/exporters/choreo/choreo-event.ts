import type { StoredRecord } from '../../analytics-store.ts'
import { type IncumbentSettings, incumbentEvent } from '../incumbent-event.ts'

/** One call as Choreo takes it: the incumbent's event without the user's name, its properties cut to what Choreo knows. Pure. */
export function choreoEvent(stored: StoredRecord, settings: IncumbentSettings): Readonly<Record<string, unknown>> {
  const { userName, properties, ...event } = incumbentEvent(stored, settings)
  const { isEgress, subType, aiMetadata, aiTokenUsage } = properties
  const { promptTokens, totalTokens, completionTokens } = aiTokenUsage
  return {
    ...event,
    properties: { isEgress, subType, aiMetadata, aiTokenUsage: { promptTokens, totalTokens, completionTokens } },
  }
}
