import { readerOf, type Verb } from '../verb.ts'
import { type DescribedTeam, describeTeam } from './describe.ts'
import { teamToRead } from './team-access.ts'

export async function getTeam(verb: Verb, id: string): Promise<DescribedTeam> {
  const reader = readerOf(verb)
  return await describeTeam(reader, await teamToRead(verb, reader, id))
}
