import type { ApplicationRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedApplication {
  readonly application: ApplicationRecord
  readonly teamName: string | null
  readonly ownerName: string | null
}

export async function describeApplications(
  reader: Reader,
  applications: readonly ApplicationRecord[],
): Promise<DescribedApplication[]> {
  const teams = await reader.find('team', { id: applications.flatMap(({ teamId }) => teamId ?? []) })
  const people = await reader.find('person', { id: applications.flatMap(({ ownerId }) => ownerId ?? []) })
  return applications.map((application) => ({
    application,
    teamName: teams.find(({ id }) => id === application.teamId)?.name ?? null,
    ownerName: people.find(({ id }) => id === application.ownerId)?.name ?? application.ownerName,
  }))
}

export async function describeApplication(
  reader: Reader,
  application: ApplicationRecord,
): Promise<DescribedApplication> {
  const [described] = await describeApplications(reader, [application])
  if (described === undefined) throw new Error('describeApplications leaves nothing out')
  return described
}
