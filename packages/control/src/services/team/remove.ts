import type { ApplicationRecord, TeamRecord } from '../../storage/records.ts'
import type { Reader, Writer } from '../../storage/store.ts'
import { leaveDefaultTeam } from '../default-team.ts'
import { nameSome } from '../name-some.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, type Verb } from '../verb.ts'
import { teamToManage } from './team-access.ts'

/** Refused while anything is the team's, or says whom it is for. Its memberships go with it. */
export function removeTeam(verb: Verb, id: string): Promise<void> {
  return change(verb, 'team.delete', async (writer) => {
    const team = await teamToManage(verb, writer, id)
    expectRevision(verb, team)
    const inTheWay = await namesOfWhatUses(writer, team)
    if (inTheWay.length > 0)
      throw conflict(
        `The team ${team.name} still has or is named by ${nameSome(inTheWay)}: delete that, or give it to another team, first.`,
      )
    await dropMemberships(verb, writer, team)
    await writer.remove('team', team)
  })
}

async function namesOfWhatUses(reader: Reader, { id }: TeamRecord): Promise<string[]> {
  const applications = await stayingApplications(reader, id)
  const apis = await reader.find('api', {})
  const plans = (await reader.find('plan', {})).filter(({ audienceTeamIds }) => audienceTeamIds?.includes(id))
  const policies = (await reader.find('policyAttachment', {})).filter(({ condition }) => condition?.team?.includes(id))
  const quotas = await reader.find('quota', { scope: 'team', subject: id })
  return [
    ...quotas.map(({ name }) => `the quota ${name}`),
    ...applications.map(({ name }) => `the application ${name}`),
    ...apis
      .filter((api) => api.ownerTeamId === id || api.visibleToTeamIds?.includes(id))
      .map(({ name, version }) => `the API ${name}/${version}`),
    ...plans.map(({ name }) => `the plan ${name}`),
    ...policies.map((attachment) => `the policy ${attachment.policy} (${attachment.id})`),
    ...(await bindingNames(reader, id)),
  ]
}

/** Without people's own that go along to their next default team. */
async function stayingApplications(reader: Reader, teamId: string): Promise<ApplicationRecord[]> {
  const people = new Set((await reader.find('person', { defaultTeamId: teamId })).map(({ id }) => id))
  const applications = await reader.find('application', { teamId })
  return applications.filter(
    ({ kind, ownerId, managedBy }) =>
      kind !== 'personal' || managedBy !== null || ownerId === null || !people.has(ownerId),
  )
}

async function bindingNames(reader: Reader, id: string): Promise<string[]> {
  const held = await reader.find('roleBinding', { subjectKind: 'team', subjectId: id })
  const over = await reader.find('roleBinding', { scopeKind: 'team', scopeId: id })
  const bindings = new Map([...held, ...over].map((binding) => [binding.id, binding.role]))
  return [...bindings].map(([bindingId, role]) => `the role binding ${bindingId} (${role})`)
}

async function dropMemberships({ now }: Verb, writer: Writer, { id: teamId }: TeamRecord): Promise<void> {
  for (const membership of await writer.find('membership', { teamId })) await writer.remove('membership', membership)
  for (const { id: personId } of await writer.find('person', { defaultTeamId: teamId }))
    await leaveDefaultTeam(writer, { personId, teamId, now: now() })
}
