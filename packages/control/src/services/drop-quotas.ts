import type { QuotaScope } from '@tollgate/contract/limits'
import type { Writer } from '../storage/store.ts'

/** Quotas of what is deleted go with it: nothing could ever be counted under them again. */
export async function dropQuotas(writer: Writer, scope: QuotaScope, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return
  for (const quota of await writer.find('quota', { scope, subject: subjects })) await writer.remove('quota', quota)
}

/** Rules that name what is deleted: without it they would be for every call. */
export async function dropDenyRules(
  writer: Writer,
  named: { readonly apiId: string } | { readonly applicationId: string } | { readonly person: string },
): Promise<void> {
  for (const rule of await writer.find('denyRule', named)) await writer.remove('denyRule', rule)
}
