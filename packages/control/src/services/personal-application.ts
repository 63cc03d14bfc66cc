import type { ApplicationRecord, PersonRecord } from '../storage/records.ts'
import type { Reader, Writer } from '../storage/store.ts'

/** Everybody has one from the start; its usage is booked on their default team. Where there is one it is left as it is. */
export async function ensurePersonalApplication(
  writer: Writer,
  person: Pick<PersonRecord, 'id' | 'name' | 'email' | 'defaultTeamId'>,
): Promise<ApplicationRecord> {
  const [own] = await writer.find('application', { ownerId: person.id, kind: 'personal' })
  return own ?? (await makePersonalApplication(writer, person))
}

async function makePersonalApplication(
  writer: Writer,
  { id, name, email, defaultTeamId }: Pick<PersonRecord, 'id' | 'name' | 'email' | 'defaultTeamId'>,
): Promise<ApplicationRecord> {
  return await writer.insert('application', {
    name: await freeName(writer, [`${name} (personal)`, `${name} (personal, ${email})`, `${name} (personal, ${id})`]),
    kind: 'personal',
    teamId: defaultTeamId,
    ownerId: id,
    ownerName: null,
    costCentre: null,
    managedBy: null,
  })
}

/** Two people may have one name, and anybody may give it to an application. */
async function freeName(reader: Reader, wishes: readonly string[]): Promise<string> {
  for (const name of wishes) if ((await reader.count('application', { name })) === 0) return name
  for (let number = 2; ; number++) {
    const name = `${wishes.at(-1)} ${number}`
    if ((await reader.count('application', { name })) === 0) return name
  }
}
