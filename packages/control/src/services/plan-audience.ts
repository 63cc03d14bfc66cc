import type { Actor } from '../access/actor.ts'
import type { PlanRecord } from '../storage/records.ts'

export function isForActor({ audienceTeamIds }: PlanRecord, { teamIds }: Actor): boolean {
  return audienceTeamIds === null || audienceTeamIds.some((id) => teamIds.includes(id))
}
