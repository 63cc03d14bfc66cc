import type { Services } from '../verb.ts'

/** Whether a log-in may be used now. */
export async function isAllowedPerson({ store }: Pick<Services, 'store'>, authUserId: string): Promise<boolean> {
  return (await store.findPersonByAuthUser(authUserId))?.state === 'active'
}
