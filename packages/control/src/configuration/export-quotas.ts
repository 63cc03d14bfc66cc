import type { configFileSchema } from '@tollgate/contract/config-file'
import { limitPresets } from '@tollgate/contract/resources/limit'
import type { z } from 'zod'
import { shownLimit } from '../services/plan-limits.ts'
import { describeQuotas } from '../services/quota/describe.ts'
import type { PlanRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'

type Document = z.input<typeof configFileSchema>

/** What plans and quotas have in common; what is as it would be anyway is left out. */
export function exportLimits({
  limits,
  concurrencyMax,
  stopOnQuotaReach,
  warnAt,
}: Pick<PlanRecord, 'limits' | 'concurrencyMax' | 'stopOnQuotaReach' | 'warnAt'>) {
  const isPreset = JSON.stringify(warnAt) === JSON.stringify(limitPresets.warnAt)
  return {
    ...(limits.length === 0 ? {} : { limits: limits.map(shownLimit) }),
    ...(concurrencyMax === null ? {} : { concurrency: concurrencyMax }),
    ...(stopOnQuotaReach ? {} : { stopOnQuotaReach }),
    ...(isPreset ? {} : { warnAt: [...warnAt] }),
  }
}

/** Keys and endpoints have no names of their own: they are written by their ids. */
export async function exportQuotas(reader: Reader): Promise<NonNullable<Document['quotas']>> {
  const described = await describeQuotas(reader, await reader.find('quota', {}))
  return described.map(({ quota, subjectName }) => {
    const { name, scope, subject } = quota
    const written = scope === 'key' || scope === 'endpoint' ? subject : subjectName
    return { name, scope, ...(written === null ? {} : { subject: written }), ...exportLimits(quota) }
  })
}

export async function exportDenyRules(
  reader: Reader,
  names: { readonly apis: ReadonlyMap<string, string>; readonly applications: ReadonlyMap<string, string> },
): Promise<NonNullable<Document['denyRules']>> {
  return (await reader.find('denyRule', {})).map((rule) => {
    const { name, apiId, applicationId, person, addresses, isInverted, isEnabled } = rule
    return {
      name,
      ...(apiId === null ? {} : { api: names.apis.get(apiId) ?? apiId }),
      ...(applicationId === null ? {} : { application: names.applications.get(applicationId) ?? applicationId }),
      ...(person === null ? {} : { person }),
      ...(addresses === null ? {} : { addresses: [...addresses] }),
      ...(isInverted ? { inverted: true } : {}),
      ...(isEnabled ? {} : { enabled: false }),
    }
  })
}
