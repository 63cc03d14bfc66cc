import type { QuotaUpdate } from '@tollgate/contract/resources/quota'
import type { QuotaRecord } from '../../storage/records.ts'
import { storedLimit, storedWarnAt } from '../plan-limits.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'
import { mustFitOneCall, mustLimit, nameIsFree } from './check-quota.ts'

/** What is not given stays, and so does what was used: of a limit that is raised, more is left. */
export async function updateQuota(
  verb: Verb,
  { id, changes }: { id: string; changes: QuotaUpdate },
): Promise<QuotaRecord> {
  authorise(verb, 'quotas:manage')
  return await change(verb, 'quota.update', async (writer) => {
    const quota = await current(verb, writer, { kind: 'quota', id })
    mayBeEdited(verb, quota)
    const { limits, concurrency, warnAt, ...rest } = changes
    if (rest.name !== undefined && rest.name !== quota.name) await nameIsFree(writer, rest.name)
    const changed = {
      ...rest,
      ...(limits === undefined ? {} : { limits: limits.map(storedLimit) }),
      ...(concurrency === undefined ? {} : { concurrencyMax: concurrency }),
      ...(warnAt === undefined ? {} : { warnAt: storedWarnAt(warnAt) }),
    }
    const wanted = { ...quota, ...changed } as QuotaRecord
    mustLimit(wanted)
    await mustFitOneCall(writer, wanted, id)
    return await writer.update('quota', quota, changed)
  })
}
