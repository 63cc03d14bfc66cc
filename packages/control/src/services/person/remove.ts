import type { Writer } from '../../storage/store.ts'
import { dropDenyRules, dropQuotas } from '../drop-quotas.ts'
import { nameSome } from '../name-some.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/** Takes an invitation back. Who has worked here stays, because what they did does: they are suspended instead. */
export async function removePerson(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'people:manage')
  const removed = await change(verb, 'person.delete', async (writer) => {
    const person = await current(verb, writer, { kind: 'person', id })
    if (person.state !== 'invited')
      throw conflict(`${person.name} is ${person.state} and part of the history: suspend them instead.`)
    await mustHaveNothing(writer, person)
    for (const membership of await writer.find('membership', { personId: id }))
      await writer.remove('membership', membership)
    for (const binding of await writer.find('roleBinding', { subjectKind: 'person', subjectId: id }))
      await writer.remove('roleBinding', binding)
    await dropQuotas(writer, 'person', [person.email])
    await dropDenyRules(writer, { person: person.email })
    await writer.remove('person', person)
    return person
  })
  await forgetLogIn(verb, removed)
}

/** Others may have made something in their name already. */
async function mustHaveNothing(writer: Writer, { id, name }: { id: string; name: string }): Promise<void> {
  const keys = await writer.find('apiKey', { personId: id })
  const applications = await writer.find('application', { ownerId: id })
  const teams = await writer.find('team', { ownerId: id })
  const names = [
    ...keys.map((key) => `the API key ${key.name} (${key.id})`),
    ...applications.map((application) => `the application ${application.name}`),
    ...teams.map((team) => `the team ${team.name}`),
  ]
  if (names.length > 0)
    throw conflict(`${name} owns ${nameSome(names)}: delete that, or give it to somebody else, first.`)
}

/** What the invitation made; nothing happens where somebody was invited with this e-mail again meanwhile. */
async function forgetLogIn(
  { authentication, store }: Verb,
  { email, name, organisationId }: { email: string; name: string; organisationId: string },
): Promise<void> {
  if ((await store.read(organisationId).count('person', { email })) > 0) return
  const authUserId = await authentication.createUser({ email, name, password: null })
  if (typeof authUserId !== 'string' || (await store.findPersonByAuthUser(authUserId)) !== undefined) return
  await authentication.deleteUser(authUserId)
}
