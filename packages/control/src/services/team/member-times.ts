import { invalidField } from '../problem.ts'

export interface MemberTimes {
  readonly startsAt: number | null
  readonly endsAt: number | null
}

/** As they come: RFC 3339 or null. */
export function storedTime(text: string | null): number | null {
  return text === null ? null : Date.parse(text)
}

export function checkTimes({ startsAt, endsAt }: MemberTimes, now: number): void {
  if (endsAt === null) return
  if (endsAt <= now) throw invalidField('endsAt', 'is over already: remove the member instead')
  if (startsAt !== null && endsAt <= startsAt) throw invalidField('endsAt', 'is before startsAt')
}
