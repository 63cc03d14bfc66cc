import type { ApiKeyRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedKey {
  readonly key: ApiKeyRecord
  readonly applicationName: string
  readonly personName: string | null
}

export async function describeKeys(reader: Reader, keys: readonly ApiKeyRecord[]): Promise<DescribedKey[]> {
  const applications = await reader.find('application', { id: keys.map(({ applicationId }) => applicationId) })
  const people = await reader.find('person', { id: keys.flatMap(({ personId }) => personId ?? []) })
  return keys.map((key) => ({
    key,
    applicationName: applications.find(({ id }) => id === key.applicationId)?.name ?? key.applicationId,
    personName: people.find(({ id }) => id === key.personId)?.name ?? key.personName,
  }))
}

export async function describeKey(reader: Reader, key: ApiKeyRecord): Promise<DescribedKey> {
  const [described] = await describeKeys(reader, [key])
  if (described === undefined) throw new Error('describeKeys leaves nothing out')
  return described
}
