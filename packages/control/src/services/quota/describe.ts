import type { QuotaRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { quotaSubjectNames } from '../quota-subject-names.ts'

export interface DescribedQuota {
  readonly quota: QuotaRecord
  /** In words. */
  readonly subjectName: string | null
}

export async function describeQuotas(reader: Reader, quotas: readonly QuotaRecord[]): Promise<DescribedQuota[]> {
  const names = await quotaSubjectNames(reader, quotas)
  return quotas.map((quota) => ({
    quota,
    subjectName: quota.subject === null ? null : (names.get(quota.subject) ?? quota.subject),
  }))
}

export async function describeQuota(reader: Reader, quota: QuotaRecord): Promise<DescribedQuota> {
  const [described] = await describeQuotas(reader, [quota])
  if (described === undefined) throw new Error('describeQuotas leaves nothing out')
  return described
}
