import type { RoleName } from '../access/permissions.ts'
import { ensurePersonalApplication } from '../services/personal-application.ts'
import type { Services, Verb } from '../services/verb.ts'
import type { ApiRecord, ApplicationRecord, PersonRecord, PlanRecord } from '../storage/records.ts'
import { type ApiFixtures, apiFixtures, planNamed } from './api-fixtures.ts'
import type { TestContext } from './stores.ts'

export interface Somebody {
  readonly person: PersonRecord
  readonly personal: ApplicationRecord
  readonly verb: Verb
}

export interface ConsumerFixtures extends ApiFixtures {
  readonly api: ApiRecord
  readonly manualPlan: PlanRecord
  /** With one shared application of the team, which Alice owns and Bob is in; Carol is in none. */
  readonly alice: Somebody
  readonly bob: Somebody
  readonly carol: Somebody
  readonly shared: ApplicationRecord
  join(
    name: string,
    options?: { role?: RoleName; teamIds?: readonly string[]; teamRole?: 'owner' | 'member' },
  ): Promise<Somebody>
  /** Puts a published API that offers these plans. */
  publish(name: string, options?: Partial<ApiRecord>): Promise<ApiRecord>
}

/** Developers with their applications, and a published API with an automatic and a manual plan. */
export async function consumerFixtures(t: TestContext, options: Partial<Services> = {}): Promise<ConsumerFixtures> {
  const base = await apiFixtures(t, options)
  const { put, verbAs, planId, teamId } = base
  const manualPlan = await put('plan', { ...planNamed('AIManual'), approval: 'manual' })
  const publish: ConsumerFixtures['publish'] = (name, given = {}) =>
    put('api', apiNamed(name, { providerId: base.providerId, planIds: [planId], ...given }))
  const join: ConsumerFixtures['join'] = async (
    name,
    { role = 'developer', teamIds = [], teamRole = 'member' } = {},
  ) => {
    const person = await put('person', personNamed(name))
    for (const id of teamIds)
      await put('membership', { teamId: id, personId: person.id, role: teamRole, source: 'hand', ...forever })
    const actor = { personId: person.id, teamIds, audit: { kind: 'person', id: person.id, name } } as const
    const personal = await base.services.store.change(
      { organisationId: 'org_a', actor: actor.audit, verb: 'test', from: 'test', requestId: null },
      (writer) => ensurePersonalApplication(writer, person),
    )
    return { person, personal, verb: verbAs(role, actor) }
  }
  const alice = await join('Alice', { teamIds: [teamId] })
  const bob = await join('Bob', { teamIds: [teamId] })
  const carol = await join('Carol')
  const shared = await put('application', applicationNamed('payments-bot', { teamId, ownerId: alice.person.id }))
  const api = await publish('OpenAI API', { planIds: [planId, manualPlan.id] })
  return { ...base, api, manualPlan, alice, bob, carol, shared, join, publish }
}

const forever = Object.freeze({ startsAt: null, endsAt: null })

function personNamed(name: string) {
  const email = `${name.toLowerCase()}@example.com`
  return { name, email, state: 'active', authUserId: null, identityId: null, defaultTeamId: null } as const
}

export function applicationNamed(name: string, given: Partial<ApplicationRecord> = {}) {
  const nothing = { teamId: null, ownerId: null, ownerName: null, costCentre: null, managedBy: null }
  return { name, kind: 'shared' as const, ...nothing, ...given }
}

function apiNamed(name: string, given: Partial<ApiRecord> & Pick<ApiRecord, 'providerId'>) {
  return {
    name,
    context: `/${name.toLowerCase().replaceAll(' ', '-')}`,
    version: '1.0',
    isDefaultVersion: false,
    state: 'published' as const,
    ownerTeamId: null,
    description: '',
    tags: [],
    docs: '',
    visibleToTeamIds: null,
    keyHeader: null,
    errorFormat: 'auto' as const,
    payloadCapture: 'none' as const,
    unpricedModels: 'refuse' as const,
    whenCountersAreAway: 'refuse' as const,
    stripAgentMetadata: false,
    planIds: [],
    models: null,
    managedBy: null,
    ...given,
  }
}
