import type { ApiRecord } from '../storage/records.ts'
import { mayRead } from './api-access.ts'
import type { Verb } from './verb.ts'

/** Whether an API is meant for the actor: for everybody, for one of their teams, or theirs to look after. Of its state it says nothing. */
export function isMeantFor(verb: Verb, api: ApiRecord): boolean {
  const { visibleToTeamIds } = api
  if (visibleToTeamIds === null || mayRead(verb, api)) return true
  return visibleToTeamIds.some((id) => verb.actor.teamIds.includes(id))
}
