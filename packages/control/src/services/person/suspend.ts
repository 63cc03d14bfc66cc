import type { PersonRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { handToTeam } from '../hand-to-team.ts'
import { keepingAnAdmin } from '../keeping-an-admin.ts'
import { isCurrent } from '../membership-life.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/**
 * Their sessions end; tokens and keys of theirs are refused from now on, because all of them are looked up with the person's state.
 * Their own applications are the team's afterwards.
 */
export async function suspendPerson(verb: Verb, id: string): Promise<PersonRecord> {
  authorise(verb, 'people:manage')
  const suspended = await change(verb, 'person.suspend', async (writer) => {
    const person = await current(verb, writer, { kind: 'person', id })
    if (person.state === 'suspended') return person
    if (person.state === 'invited')
      throw conflict(`${person.name} has not accepted the invitation yet: delete it instead, and its link is void.`)
    if (person.id === verb.actor.personId) throw conflict('You cannot suspend yourself: ask another administrator.')
    const refusal = `${person.name} cannot be suspended`
    const after = await keepingAnAdmin({ verb, writer, refusal }, () =>
      writer.update('person', person, { state: 'suspended' }),
    )
    await handOver(verb, writer, person)
    return after
  })
  if (suspended.authUserId !== null) await verb.authentication.revokeSessions(suspended.authUserId)
  return suspended
}

/** To the default team, else to any; without one they stay, and administrators look after them. */
async function handOver({ now }: Verb, writer: Writer, { id, defaultTeamId }: PersonRecord): Promise<void> {
  const teamId = defaultTeamId ?? (await anyTeam(writer, id, now()))
  if (teamId === undefined) return
  for (const application of await writer.find('application', { ownerId: id })) {
    const isOwn = application.kind === 'personal' || application.teamId === null
    // What a configuration file declares is whose it says.
    if (isOwn && application.managedBy === null) await handToTeam(writer, application, teamId)
  }
}

async function anyTeam(writer: Writer, personId: string, now: number): Promise<string | undefined> {
  const memberships = await writer.find('membership', { personId })
  return (memberships.find((one) => isCurrent(one, now)) ?? memberships[0])?.teamId
}
