import type { QuotaScope } from '@tollgate/contract/limits'
import type { QuotaRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'

type Subject = Pick<QuotaRecord, 'scope' | 'subject'>

/** By subject, in words; people and models are called as they are kept. */
export async function quotaSubjectNames(reader: Reader, quotas: readonly Subject[]): Promise<Map<string, string>> {
  const ids = (scope: QuotaScope) => quotas.flatMap((quota) => (quota.scope === scope ? (quota.subject ?? []) : []))
  const apis = await reader.find('api', {})
  const apiName = (id: string) => {
    const api = apis.find((one) => one.id === id)
    return api === undefined ? id : `${api.name}/${api.version}`
  }
  const applications = new Map(
    (await reader.find('application', { id: ids('application') })).map(({ id, name }) => [id, name]),
  )
  const keys = await reader.find('apiKey', { id: ids('key') })
  const owners = new Map(
    (await reader.find('application', { id: keys.map(({ applicationId }) => applicationId) })).map((one) => [
      one.id,
      one.name,
    ]),
  )
  return new Map([
    ...(await reader.find('team', { id: ids('team') })).map(({ id, name }) => [id, name] as const),
    ...applications,
    ...keys.map(
      ({ id, name, applicationId }) => [id, `${owners.get(applicationId) ?? applicationId}: ${name}`] as const,
    ),
    ...(await reader.find('endpoint', { id: ids('endpoint') })).map(
      ({ id, name, apiId }) => [id, `${apiName(apiId)}: ${name}`] as const,
    ),
    ...ids('api').map((id) => [id, apiName(id)] as const),
  ])
}
