import type { PersonRecord } from '../../storage/records.ts'
import type { Services } from '../verb.ts'

/** In whatever organisation: an e-mail has one log-in, and one person. */
export async function findPersonByEmail(
  { store }: Pick<Services, 'store'>,
  email: string,
): Promise<PersonRecord | undefined> {
  for (const { id } of await store.organisations()) {
    const [person] = await store.read(id).find('person', { email: email.trim().toLowerCase() })
    if (person !== undefined) return person
  }
  return undefined
}
