import type { Grant } from '../access/actor.ts'
import { TestBrowser } from '../access/authentication/testing/test-browser.ts'
import { grantsOf } from '../access/grants.ts'
import { ensurePersonalApplication } from '../services/personal-application.ts'
import type { Services, Verb } from '../services/verb.ts'
import type { PersonRecord, TeamRecord } from '../storage/records.ts'
import type { TestContext, TestEngine } from './stores.ts'
import { type TestServices, testServices } from './test-services.ts'

export interface PersonOptions {
  /** In the whole organisation, or where the grants say. */
  readonly roles?: ReadonlyArray<Grant['role'] | Grant>
  readonly teamIds?: readonly string[]
  readonly state?: PersonRecord['state']
  /** With one they can log in. */
  readonly password?: string
  readonly organisationId?: string
}

export interface PeopleFixtures extends TestServices {
  addTeam(name: string): Promise<TeamRecord>
  addPerson(name: string, options?: PersonOptions): Promise<PersonRecord>
  /** As identify makes it: with the roles that they have now. */
  verbOf(person: PersonRecord, options?: Partial<Pick<Verb, 'expectedRevision'>>): Promise<Verb>
  signedIn(email: string, password: string): Promise<TestBrowser>
}

/** People and teams, and log-ins that are real. */
export async function peopleFixtures(
  t: TestContext,
  options: Partial<Services> = {},
  engine?: TestEngine,
): Promise<PeopleFixtures> {
  const base = await testServices(t, options, engine)
  return {
    ...base,
    addTeam: (name) => base.put('team', { name, costCentre: null, ownerId: null, identityGroup: null }),
    addPerson: (name, given) => addPerson(base, name, given),
    verbOf: async (person, given = {}) => {
      const actor = await grantsOf(base.reader, person.id, base.services.now())
      const audit = { kind: 'person', id: person.id, name: person.email } as const
      return base.verbAs(actor.grants, { ...given, teamIds: actor.teamIds, personId: person.id, audit })
    },
    signedIn: async (email, password) => {
      const browser = new TestBrowser(base.authentication)
      const { status, text } = await browser.signIn(email, password)
      if (status !== 200) throw new Error(`${email} cannot log in: ${text}`)
      return browser
    },
  }
}

async function addPerson(base: TestServices, name: string, options: PersonOptions = {}): Promise<PersonRecord> {
  const { roles = [], teamIds = [], state = 'active', password, organisationId = 'org_a' } = options
  const email = `${name.toLowerCase()}@example.com`
  const authUserId = password === undefined ? null : await base.authentication.createUser({ email, name, password })
  if (authUserId !== null && typeof authUserId !== 'string') throw new Error(authUserId.refused)
  const fields = { email, name, state, authUserId, identityId: null, defaultTeamId: teamIds[0] ?? null }
  const person = await base.put('person', fields, organisationId)
  for (const teamId of teamIds) await base.put('membership', memberOf(teamId, person.id))
  for (const role of roles) await base.put('roleBinding', bindingOf(person.id, role), organisationId)
  const actor = { kind: 'system', id: null, name: 'test' } as const
  const context = { organisationId, actor, verb: 'test', from: 'test', requestId: null }
  if (state === 'active')
    await base.services.store.change(context, (writer) => ensurePersonalApplication(writer, person))
  return person
}

export function memberOf(teamId: string, personId: string) {
  return { teamId, personId, role: 'member', source: 'hand', startsAt: null, endsAt: null } as const
}

export function bindingOf(subjectId: string, role: Grant['role'] | Grant, subjectKind: 'person' | 'team' = 'person') {
  const grant: Grant = typeof role === 'string' ? { role, scope: { kind: 'organisation' } } : role
  const scopeId = grant.scope.kind === 'organisation' ? null : grant.scope.id
  return { subjectKind, subjectId, role: grant.role, scopeKind: grant.scope.kind, scopeId }
}
