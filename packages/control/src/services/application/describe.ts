import type { ApiKeyRecord, ApplicationRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { keyState } from '../api-key-life.ts'
import { readerOf, type Verb } from '../verb.ts'

export interface DescribedApplication {
  readonly application: ApplicationRecord
  readonly teamName: string | null
  readonly ownerName: string | null
  /** That work now. */
  readonly keyCount: number
  readonly subscriptionCount: number
  readonly lastUsedAt: number | null
}

export async function describeApplications(
  verb: Verb,
  applications: readonly ApplicationRecord[],
): Promise<DescribedApplication[]> {
  const reader = readerOf(verb)
  const teams = await reader.find('team', { id: applications.flatMap(({ teamId }) => teamId ?? []) })
  const people = await reader.find('person', { id: applications.flatMap(({ ownerId }) => ownerId ?? []) })
  const ids = applications.map(({ id }) => id)
  const keys = Map.groupBy(await reader.find('apiKey', { applicationId: ids }), ({ applicationId }) => applicationId)
  const subscriptions = Map.groupBy(await heldSubscriptions(reader, ids), ({ applicationId }) => applicationId)
  return applications.map((application) => ({
    application,
    teamName: teams.find(({ id }) => id === application.teamId)?.name ?? null,
    ownerName: people.find(({ id }) => id === application.ownerId)?.name ?? application.ownerName,
    keyCount: (keys.get(application.id) ?? []).filter((key) => keyState(key, verb.now()) === 'active').length,
    subscriptionCount: subscriptions.get(application.id)?.length ?? 0,
    lastUsedAt: lastUse(keys.get(application.id) ?? []),
  }))
}

export async function describeApplication(verb: Verb, application: ApplicationRecord): Promise<DescribedApplication> {
  const [described] = await describeApplications(verb, [application])
  if (described === undefined) throw new Error('describeApplications leaves nothing out')
  return described
}

async function heldSubscriptions(reader: Reader, applicationId: readonly string[]) {
  return await reader.find('subscription', { applicationId, state: ['pending', 'active', 'blocked'] })
}

function lastUse(keys: readonly ApiKeyRecord[]): number | null {
  const times = keys.flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
  return times.length === 0 ? null : Math.max(...times)
}
