import { systemActor } from '../access/actor.ts'
import type { EnvironmentRecord, OrganisationRecord } from '../storage/records.ts'
import type { Reader, Store } from '../storage/store.ts'

const defaultName = 'default'

/** The environment of an organisation that has said nothing about any: made at the first start, found afterwards. */
export async function ensureDefaultEnvironment(
  store: Store,
  { id: organisationId }: Pick<OrganisationRecord, 'id'>,
): Promise<EnvironmentRecord> {
  const known = await findDefault(store.read(organisationId))
  if (known !== undefined) return known
  const { audit, from, requestId } = systemActor(organisationId, { kind: 'system', name: 'tollgate', from: 'start' })
  return await store.change(
    { organisationId, actor: audit, verb: 'environment.create', from, requestId },
    // Another process may have been faster.
    async (writer) =>
      (await findDefault(writer)) ??
      (await writer.insert('environment', { name: defaultName, hostNames: [], promotesFromId: null })),
  )
}

async function findDefault(reader: Reader): Promise<EnvironmentRecord | undefined> {
  return defaultOf(await reader.find('environment', {}))
}

/** The one named `default`, or the oldest: it may have been renamed. Of all of them, in the order of the store. */
export function defaultOf(environments: readonly EnvironmentRecord[]): EnvironmentRecord | undefined {
  return environments.find(({ name }) => name === defaultName) ?? environments[0]
}
