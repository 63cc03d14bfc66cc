import { allows } from '../../access/actor.ts'
import type { StoredRecord } from '../../analytics/analytics-store.ts'
import { SealBroken } from '../../secrets/vault.ts'
import type { KeptRequestRecord } from '../../storage/records.ts'
import { keptRequestPlace } from '../../storage/seal-place.ts'
import { targetOf } from '../api-access.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { isVisible, visibleUsage } from './visible-usage.ts'

export interface Exchange extends StoredRecord {
  /** The request, where its API keeps the last ones; `body` null: not for this actor. */
  readonly payload: (Pick<KeptRequestRecord, 'capture' | 'bytes'> & { readonly body: string | null }) | null
}

/** One exchange with everything that is known of it. */
export async function usageExchange(verb: Verb, id: string): Promise<Exchange> {
  const visible = await visibleUsage(verb)
  const stored = await verb.analytics.record(verb.actor.organisationId, id)
  if (stored === undefined || !isVisible(visible, stored.facts)) throw notFound('call', id)
  return { ...stored, payload: await payloadOf(verb, id) }
}

/** Its text is for those who may replay it: who may change the policies of the API. */
async function payloadOf(verb: Verb, id: string): Promise<Exchange['payload']> {
  const reader = readerOf(verb)
  const kept = await reader.keptRequest(id)
  if (kept === undefined) return null
  const { apiId, capture, bytes } = kept
  const api = await reader.get('api', apiId)
  const isForActor = api !== undefined && allows(verb.actor, 'apis:manage', targetOf(api))
  return { capture, bytes, body: isForActor ? await textOf(verb, id) : null }
}

async function textOf(verb: Verb, id: string): Promise<string | null> {
  const sealed = await readerOf(verb).keptBody(id)
  if (sealed === undefined) return null
  try {
    return verb.vault.open(sealed, keptRequestPlace(id))
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
