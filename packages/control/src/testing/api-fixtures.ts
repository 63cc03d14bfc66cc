import { apiCreateSchema } from '@tollgate/contract/resources/api'
import { endpointCreateSchema } from '@tollgate/contract/resources/endpoint'
import { policyAttachmentCreateSchema } from '@tollgate/contract/resources/policy-attachment'
import type { Grant } from '../access/actor.ts'
import type { Services } from '../services/verb.ts'
import type { Records } from '../storage/records.ts'
import type { NewRecord } from '../storage/store.ts'
import type { TestContext } from './stores.ts'
import { type TestServices, testServices } from './test-services.ts'

export interface ApiFixtures extends TestServices {
  readonly providerId: string
  readonly planId: string
  readonly environmentId: string
  readonly teamId: string
}

/** An organisation with a provider, a plan, an environment and a team: what APIs are made of. */
export async function apiFixtures(t: TestContext, options: Partial<Services> = {}): Promise<ApiFixtures> {
  const base = await testServices(t, options)
  const { put } = base
  const provider = await put('provider', { ...providerNamed('OpenAI') })
  const plan = await put('plan', planNamed('AIGold'))
  const environment = await put('environment', { name: 'default', hostNames: [], promotesFromId: null })
  const team = await put('team', { name: 'Payments', costCentre: null, ownerId: null, identityGroup: null })
  return {
    ...base,
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
  const limits = { limits: [], concurrencyMax: null, stopOnQuotaReach: true, warnAt: [50, 80, 100] }
  return { name, description: '', ...limits, approval: 'automatic', ...nothing }
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
