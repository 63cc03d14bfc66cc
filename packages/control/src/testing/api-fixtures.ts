import { randomBytes } from 'node:crypto'
import { apiCreateSchema } from '@tollgate/contract/resources/api'
import { endpointCreateSchema } from '@tollgate/contract/resources/endpoint'
import { policyAttachmentCreateSchema } from '@tollgate/contract/resources/policy-attachment'
import { pino } from 'pino'
import type { Actor, Grant } from '../access/actor.ts'
import type { RoleName } from '../access/permissions.ts'
import { createPolicyCatalogue } from '../config/policy-catalogue.ts'
import { createVault } from '../secrets/vault.ts'
import type { Services, Verb } from '../services/verb.ts'
import type { Kind, Records } from '../storage/records.ts'
import type { NewRecord, Reader } from '../storage/store.ts'
import { freshStore, sqliteEngine, type TestContext } from './stores.ts'
import { wordCountPolicy } from './word-count-policy.ts'

export interface ApiFixtures {
  readonly services: Services
  /** Somebody with a role everywhere, or with these grants. */
  verbAs(who: RoleName | readonly Grant[], options?: Partial<Actor & Pick<Verb, 'expectedRevision'>>): Verb
  readonly admin: Verb
  put<K extends Kind>(kind: K, record: NewRecord<Records[K]>): Promise<Records[K]>
  readonly reader: Reader
  readonly providerId: string
  readonly planId: string
  readonly environmentId: string
  readonly teamId: string
}

/** An organisation with a provider, a plan, an environment and a team: what APIs are made of. */
export async function apiFixtures(t: TestContext, options: Partial<Services> = {}): Promise<ApiFixtures> {
  const { store } = await freshStore(t, sqliteEngine)
  const services: Services = {
    store,
    vault: createVault(randomBytes(32)),
    pepper: '00'.repeat(32),
    policies: createPolicyCatalogue([wordCountPolicy()]),
    allowPrivateUpstreams: true,
    managedFile: null,
    link: null,
    now: Date.now,
    log: pino({ level: 'silent' }),
    ...options,
  }
  const put: ApiFixtures['put'] = (kind, record) =>
    store.change(
      {
        organisationId: 'org_a',
        actor: { kind: 'system', id: null, name: 'test' },
        verb: 'test',
        from: 'test',
        requestId: null,
      },
      (writer) => writer.insert(kind, record),
    )
  const verbAs: ApiFixtures['verbAs'] = (who, { expectedRevision, ...actor } = {}) => ({
    ...services,
    expectedRevision,
    actor: { ...actorWith(who), ...actor },
  })
  const provider = await put('provider', { ...providerNamed('OpenAI') })
  const plan = await put('plan', planNamed('AIGold'))
  const environment = await put('environment', { name: 'default', hostNames: [], promotesFromId: null })
  const team = await put('team', { name: 'Payments', costCentre: null, ownerId: null, identityGroup: null })
  return {
    services,
    verbAs,
    put,
    admin: verbAs('admin'),
    reader: store.read('org_a'),
    providerId: provider.id,
    planId: plan.id,
    environmentId: environment.id,
    teamId: team.id,
  }
}

export function providerNamed(name: string): NewRecord<Records['provider']> {
  const nothing = { baseUrl: null, dialects: null, errorMap: null, usageExtraction: null, managedBy: null }
  return { name, type: 'openai', ...nothing }
}

export function planNamed(name: string): NewRecord<Records['plan']> {
  const nothing = { outputTokensMax: null, models: null, audienceTeamIds: null, managedBy: null }
  return { name, description: '', limits: [], approval: 'automatic', ...nothing }
}

/** Inputs as a request brings them. */
export function apiInput({ providerId, planId }: ApiFixtures, input: object = {}) {
  return apiCreateSchema.parse({
    name: 'OpenAI API',
    context: '/openaiapi',
    version: '2.3.0',
    providerId,
    planIds: [planId],
    endpoints: { production: { url: 'https://api.openai.com', secret: 'sk-production-1234' } },
    ...input,
  })
}

export function endpointInput(input: object = {}) {
  return endpointCreateSchema.parse({ url: 'https://api.openai.com', ...input })
}

export function policyInput(input: object = {}) {
  return policyAttachmentCreateSchema.parse({ policy: 'word-count', config: { max: 3 }, ...input })
}

export function onApi(id: string): readonly Grant[] {
  return [{ role: 'publisher', scope: { kind: 'api', id } }]
}

export function onTeam(id: string): readonly Grant[] {
  return [{ role: 'publisher', scope: { kind: 'team', id } }]
}

function actorWith(who: RoleName | readonly Grant[]): Actor {
  return {
    organisationId: 'org_a',
    audit: { kind: 'person', id: 'per_test', name: 'Test' },
    personId: null,
    grants: typeof who === 'string' ? [{ role: who, scope: { kind: 'organisation' } }] : who,
    teamIds: [],
    readOnly: false,
    from: 'test',
    requestId: null,
  }
}
