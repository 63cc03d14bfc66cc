import type { MembershipRecord } from '../storage/records.ts'

/** Whether somebody is in the team now: its times begin and end by themselves. */
export function isCurrent({ startsAt, endsAt }: Pick<MembershipRecord, 'startsAt' | 'endsAt'>, now: number): boolean {
  return (startsAt === null || startsAt <= now) && (endsAt === null || endsAt > now)
}
