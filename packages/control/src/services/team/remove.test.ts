import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consumerFixtures } from '../../testing/consumer-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { removeTeam } from './remove.ts'

const nobody = { ownerId: null, ownerName: null, costCentre: null, managedBy: null }

async function setUp(...[t]: Parameters<typeof consumerFixtures>) {
  const fixtures = await consumerFixtures(t)
  const team = await fixtures.put('team', { name: 'Data', costCentre: null, ownerId: null, identityGroup: null })
  const inTheWay = (what: string) => new RegExp(`^The team Data still has or is named by ${what}: delete that`)
  return { ...fixtures, team, inTheWay }
}

test('removeTeam: refused while APIs are its own or visible to it', async (t) => {
  const { admin, publish, team, inTheWay } = await setUp(t)
  await publish('Owned', { ownerTeamId: team.id })
  await publish('Seen', { visibleToTeamIds: [team.id] })
  await refused(removeTeam(admin, team.id), 'conflict', inTheWay('the API Owned/1.0, the API Seen/1.0'))
})

test('removeTeam: refused while a policy is for it', async (t) => {
  const { admin, put, team, inTheWay } = await setUp(t)
  const attachment = { apiId: null, policy: 'word-count', config: { max: 3 }, position: 0, managedBy: null }
  const { id } = await put('policyAttachment', {
    ...attachment,
    condition: { team: [team.id] },
    mode: 'enforce',
    onFailure: null,
  })
  await refused(removeTeam(admin, team.id), 'conflict', inTheWay(`the policy word-count \\(${id}\\)`))
})

test('removeTeam: refused while a personal application that its person does not move is booked on it', async (t) => {
  const { admin, put, carol, reader, team, inTheWay } = await setUp(t)
  // As documents declare them: for somebody who is not here, and for somebody whose default team is another one.
  const place = { kind: 'personal', teamId: team.id } as const
  await put('application', { ...nobody, ...place, name: 'of-a-stranger', ownerName: 'zoe' })
  await put('application', { ...nobody, ...place, name: 'declared', ownerId: carol.person.id, managedBy: 'file' })
  await refused(
    removeTeam(admin, team.id),
    'conflict',
    inTheWay('the application of-a-stranger, the application declared'),
  )
  assert.ok(await reader.get('team', team.id))
})

test('removeTeam: what is in the way of one team is not in the way of another', async (t) => {
  const { admin, publish, put, reader, team, teamId } = await setUp(t)
  await publish('Owned', { ownerTeamId: teamId, visibleToTeamIds: [teamId] })
  await put('application', { ...nobody, name: 'bot', kind: 'shared', teamId })
  await removeTeam(admin, team.id)
  assert.equal(await reader.get('team', team.id), undefined)
})
