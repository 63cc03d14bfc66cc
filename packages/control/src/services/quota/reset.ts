import type { QuotaRecord } from '../../storage/records.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/**
 * Gives it back whole: what was counted before counts no more, at every gateway and over restarts, because it is counted under another
 * name from now on. Also of one that a file declares: the file does not say what was used.
 */
export async function resetQuota(verb: Verb, id: string): Promise<QuotaRecord> {
  authorise(verb, 'quotas:manage')
  return await change(verb, 'quota.reset', async (writer) => {
    const quota = await current(verb, writer, { kind: 'quota', id })
    // Twice in one millisecond is twice: the name has to be another one.
    return await writer.update('quota', quota, { resetAt: Math.max(verb.now(), (quota.resetAt ?? 0) + 1) })
  })
}
