import type { QuotaScope } from '@tollgate/contract/limits'
import type { QuotaRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { limitRows } from '../plan-limits.ts'
import { quotaSubjectNames } from '../quota-subject-names.ts'
import type { OwnedLimits } from './limit-states.ts'

/** Ids; of people their e-mail addresses. */
export type Subjects = Readonly<Partial<Record<QuotaScope, readonly string[]>>>

/** Quotas that count these; of one that counts each by itself, the share of each of them. */
export async function quotaOwners(reader: Reader, subjects: Subjects): Promise<OwnedLimits[]> {
  const shares = (await reader.find('quota', {})).flatMap((quota) =>
    (subjects[quota.scope] ?? [])
      .filter((subject) => quota.subject === null || quota.subject === subject)
      .map((subject) => ({ quota, subject })),
  )
  const names = await quotaSubjectNames(
    reader,
    shares.map(({ quota: { scope }, subject }) => ({ scope, subject })),
  )
  return shares.map(({ quota, subject }) => ownedShare(quota, subject, names.get(subject) ?? subject))
}

function ownedShare(quota: QuotaRecord, subject: string, subjectName: string): OwnedLimits {
  const { id, name, scope, limits, stopOnQuotaReach, concurrencyMax, resetAt } = quota
  return {
    ...{ scope, ownerId: id, ownerName: name, subject, subjectName, concurrencyMax },
    limits: limitRows(limits, stopOnQuotaReach),
    resetAt: resetAt ?? 0,
  }
}
