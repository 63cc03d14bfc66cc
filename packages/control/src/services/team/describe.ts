import type { TeamRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedTeam {
  readonly team: TeamRecord
  readonly ownerName: string | null
}

export async function describeTeams(reader: Reader, teams: readonly TeamRecord[]): Promise<DescribedTeam[]> {
  const owners = await reader.find('person', { id: teams.flatMap(({ ownerId }) => ownerId ?? []) })
  return teams.map((team) => ({ team, ownerName: owners.find(({ id }) => id === team.ownerId)?.name ?? null }))
}

export async function describeTeam(reader: Reader, team: TeamRecord): Promise<DescribedTeam> {
  const [described] = await describeTeams(reader, [team])
  if (described === undefined) throw new Error('describeTeams leaves nothing out')
  return described
}
