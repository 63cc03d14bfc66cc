import type { ApiKeyRecord, ApplicationRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { mayManage } from './application-access.ts'
import { conflict } from './problem.ts'
import { readSetting } from './read-setting.ts'
import type { Verb } from './verb.ts'

/** Whether somebody else has to approve such a key first. Who manages applications needs nobody's approval. */
export async function needsApproval(
  { verb, reader, application }: { verb: Verb; reader: Reader; application: ApplicationRecord },
  { type, testApiId = null }: { type: ApiKeyRecord['type']; testApiId?: string | null },
): Promise<boolean> {
  if (type !== 'production' || testApiId !== null || mayManage(verb, application)) return false
  return await readSetting(reader, 'productionKeysNeedApproval')
}

/** What was approved stays as it was approved. */
export async function mustNotWiden(
  place: { verb: Verb; reader: Reader; application: ApplicationRecord },
  key: ApiKeyRecord,
): Promise<void> {
  if (await needsApproval(place, key))
    throw conflict(
      `Production keys need an approval here, so ${key.name} can end sooner but not live longer, and keeps its restrictions: ask for a new one (POST /requests, kind key).`,
    )
}
