import type { Reader, Writer } from '../storage/store.ts'
import { conflict } from './problem.ts'
import type { Verb } from './verb.ts'

/** Does what might take the last administrator away, and takes it back if it has. */
export async function keepingAnAdmin<T>(
  { verb, writer, refusal }: { verb: Verb; writer: Writer; refusal: string },
  work: () => Promise<T>,
): Promise<T> {
  const now = verb.now()
  const hadOne = await hasAdmin(writer, now)
  const result = await work()
  if (hadOne && !(await hasAdmin(writer, now)))
    throw conflict(`${refusal}: nobody else is an administrator of the organisation. Make somebody one first.`)
  return result
}

/** Somebody active is an administrator without an end in sight. */
async function hasAdmin(reader: Reader, now: number): Promise<boolean> {
  const bindings = await reader.find('roleBinding', { role: 'admin', scopeKind: 'organisation' })
  const teamIds = bindings.filter(({ subjectKind }) => subjectKind === 'team').map(({ subjectId }) => subjectId)
  const memberships = await reader.find('membership', { teamId: teamIds, endsAt: null })
  const personIds = [
    ...bindings.filter(({ subjectKind }) => subjectKind === 'person').map(({ subjectId }) => subjectId),
    ...memberships.filter(({ startsAt }) => startsAt === null || startsAt <= now).map(({ personId }) => personId),
  ]
  return (await reader.count('person', { id: personIds, state: 'active' })) > 0
}
