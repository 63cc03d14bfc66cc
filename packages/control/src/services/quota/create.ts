import type { QuotaCreate } from '@tollgate/contract/resources/quota'
import type { QuotaRecord } from '../../storage/records.ts'
import { storedLimit, storedWarnAt } from '../plan-limits.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { mustFitOneCall, mustLimit, nameIsFree } from './check-quota.ts'
import { findSubject } from './quota-subject.ts'

const quotasMax = 5_000

/** `id` is given where a configuration file declares it. */
export async function createQuota(verb: Verb, input: QuotaCreate & { readonly id?: string }): Promise<QuotaRecord> {
  authorise(verb, 'quotas:manage')
  mayBeEdited(verb)
  const { subject, limits, concurrency, warnAt, ...rest } = input
  return await change(verb, 'quota.create', async (writer) => {
    await nameIsFree(writer, input.name)
    await roomFor(writer, 'quota', { what: 'quotas', most: quotasMax })
    const quota = {
      ...rest,
      subject: await findSubject(writer, input.scope, subject),
      limits: limits.map(storedLimit),
      concurrencyMax: concurrency,
      warnAt: storedWarnAt(warnAt),
    }
    mustLimit(quota)
    await mustFitOneCall(writer, quota)
    return await writer.insert('quota', { ...quota, resetAt: null, ...managedBy(verb) })
  })
}
