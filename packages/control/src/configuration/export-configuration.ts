import type { ConfigFile, configFileSchema } from '@tollgate/contract/config-file'
import type { z } from 'zod'
import { authorise, readerOf, type Verb } from '../services/verb.ts'
import { inOrder } from '../services/working-copy.ts'
import type {
  ApiKeyRecord,
  ApiRecord,
  ApplicationRecord,
  EndpointRecord,
  PolicyAttachmentRecord,
  PolicyCondition,
} from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { fullName } from './applying.ts'
import { exportDenyRules, exportLimits, exportQuotas } from './export-quotas.ts'

/** A document that may leave out what has a default, as people write it. */
export type Document = z.input<typeof configFileSchema>
type DocumentApi = NonNullable<Document['apis']>[number]
type DocumentPolicy = NonNullable<Document['policies']>[number]
type DocumentApplication = NonNullable<Document['applications']>[number]
type DocumentEndpoint = DocumentApi['endpoints']['production']

/** Everything that a document can declare, as it is now. Applying it again changes nothing; no secret is in it. */
export async function exportConfiguration(verb: Verb): Promise<Document> {
  authorise(verb, 'configuration:read')
  const reader = readerOf(verb)
  const names = await readNames(reader)
  const apis = await reader.find('api', {})
  const documentApis: DocumentApi[] = []
  for (const api of apis) {
    const document = await exportApi(reader, api, names)
    if (document !== undefined) documentApis.push(document)
  }
  const applications: DocumentApplication[] = []
  for (const application of await reader.find('application', {}))
    applications.push(await exportApplication(reader, application, names))
  return {
    teams: (await reader.find('team', {})).map(({ name, costCentre }) => ({ name, ...given({ costCentre }) })),
    providers: (await reader.find('provider', {})).map(({ name, type }) => ({ name, type: type as ProviderType })),
    plans: (await reader.find('plan', {})).map((plan) => ({
      name: plan.name,
      ...written({ description: plan.description }),
      ...exportLimits(plan),
      ...given({ outputCap: plan.outputTokensMax }),
      ...(plan.approval === 'manual' ? { approval: plan.approval } : {}),
    })),
    ...written({
      policies: inOrder(await reader.find('policyAttachment', { apiId: null })).map((attachment) =>
        exportPolicy(attachment, names),
      ),
    }),
    apis: documentApis,
    applications,
    ...written({
      quotas: await exportQuotas(reader),
      denyRules: await exportDenyRules(reader, names),
    }),
  }
}

type ProviderType = ConfigFile['providers'][number]['type']

interface Names {
  readonly teams: ReadonlyMap<string, string>
  readonly plans: ReadonlyMap<string, string>
  readonly providers: ReadonlyMap<string, string>
  readonly credentials: ReadonlyMap<string, string>
  readonly applications: ReadonlyMap<string, string>
  /** With their versions. */
  readonly apis: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, string>
}

async function readNames(reader: Reader): Promise<Names> {
  const byId = (records: ReadonlyArray<{ id: string; name: string }>) =>
    new Map(records.map(({ id, name }) => [id, name]))
  return {
    teams: byId(await reader.find('team', {})),
    plans: byId(await reader.find('plan', {})),
    providers: byId(await reader.find('provider', {})),
    credentials: byId(await reader.find('credential', {})),
    applications: byId(await reader.find('application', {})),
    apis: new Map((await reader.find('api', {})).map((api) => [api.id, fullName(api)])),
    people: new Map((await reader.find('person', {})).map(({ id, email }) => [id, email])),
  }
}

/** An API without a production endpoint cannot be written down; it is left as it is by whoever applies without prune. */
async function exportApi(reader: Reader, api: ApiRecord, names: Names): Promise<DocumentApi | undefined> {
  const endpoints = await reader.find('endpoint', { apiId: api.id, environmentId: null })
  const production = endpoints.find(({ name }) => name === 'production')
  const sandbox = endpoints.find(({ name }) => name === 'sandbox')
  if (production === undefined) return undefined
  const attachments = inOrder(await reader.find('policyAttachment', { apiId: api.id }))
  return {
    name: api.name,
    context: api.context,
    version: api.version,
    ...(api.isDefaultVersion ? { default: true } : {}),
    ...written({ description: api.description, tags: [...api.tags], docs: api.docs }),
    ...given({ ownerTeam: names.teams.get(api.ownerTeamId ?? '') ?? null }),
    ...given({ visibleTo: api.visibleToTeamIds?.flatMap((id) => names.teams.get(id) ?? []) ?? null }),
    provider: names.providers.get(api.providerId) ?? api.providerId,
    endpoints: {
      production: await exportEndpoint(reader, production, names),
      ...(sandbox === undefined ? {} : { sandbox: await exportEndpoint(reader, sandbox, names) }),
    },
    ...given({
      models:
        api.models?.map((model) => ({
          id: model.id,
          displayName: model.displayName,
          ...given({ contextWindow: model.contextWindow }),
        })) ?? null,
    }),
    plans: api.planIds.flatMap((id) => names.plans.get(id) ?? []),
    ...written({ policies: attachments.map((attachment) => exportPolicy(attachment, names)) }),
    ...given({ keyHeader: api.keyHeader }),
    ...(api.errorFormat === 'auto' ? {} : { errorFormat: api.errorFormat }),
    ...(api.payloadCapture === 'none' ? {} : { payloadCapture: api.payloadCapture }),
    ...(api.unpricedModels === 'refuse' ? {} : { unpricedModels: api.unpricedModels }),
    ...(api.whenCountersAreAway === 'refuse' ? {} : { whenCountersAreAway: api.whenCountersAreAway }),
    ...(api.stripAgentMetadata ? { stripAgentMetadata: true } : {}),
    state: api.state,
  }
}

function exportPolicy(attachment: PolicyAttachmentRecord, names: Names): DocumentPolicy {
  const { policy, config, condition, mode, onFailure } = attachment
  return {
    policy,
    config,
    ...given({ when: condition === null ? null : exportCondition(condition, names) }),
    ...(mode === 'observe' ? { mode } : {}),
    ...given({ onFailure }),
  }
}

/** What is named and gone keeps its id: left out, the policy would be for other calls than it is. */
function exportCondition(condition: PolicyCondition, names: Names): DocumentPolicy['when'] {
  const { model, agent, plan, team, operation } = condition
  return {
    ...(model === undefined ? {} : { model: [...model] }),
    ...(agent === undefined ? {} : { agent: agent.filter((one) => one === 'codex' || one === 'other') }),
    ...(plan === undefined ? {} : { plan: plan.map((id) => names.plans.get(id) ?? id) }),
    ...(team === undefined ? {} : { team: team.map((id) => names.teams.get(id) ?? id) }),
    ...(operation === undefined ? {} : { operation: [...operation] }),
  }
}

/** A demo endpoint goes on being one, until the provider's key is in the environment of whoever applies it. */
async function exportEndpoint(reader: Reader, endpoint: EndpointRecord, names: Names): Promise<DocumentEndpoint> {
  const { url, timeouts, credentialId, demo } = endpoint
  const stored = names.credentials.get(credentialId ?? '')
  const record = credentialId === null ? undefined : await reader.get('credential', credentialId)
  return {
    url,
    ...(stored === undefined ? {} : { credential: { stored } }),
    ...given({ header: record?.header ?? null }),
    ...(demo ? { credential: { env: 'OPENAI_API_KEY' }, demoWhenUnset: true } : {}),
    ...written({ timeouts }),
  }
}

async function exportApplication(
  reader: Reader,
  application: ApplicationRecord,
  names: Names,
): Promise<DocumentApplication> {
  const subscriptions = await reader.find('subscription', {
    applicationId: application.id,
    state: ['active', 'blocked'],
  })
  const keys = await lastingKeys(reader, application.id)
  return {
    name: application.name,
    ...given({ owner: names.people.get(application.ownerId ?? '') ?? application.ownerName }),
    ...(application.kind === 'shared' ? {} : { kind: application.kind }),
    ...given({ team: names.teams.get(application.teamId ?? '') ?? null, costCentre: application.costCentre }),
    ...written({
      subscriptions: subscriptions.map(({ apiId, planId, state }) => ({
        api: names.apis.get(apiId) ?? apiId,
        ...given({ plan: names.plans.get(planId ?? '') ?? null }),
        ...(state === 'blocked' ? { blocked: true } : {}),
      })),
      keys: keys.map((key) => ({
        name: key.name,
        ...given({ user: names.people.get(key.personId ?? '') ?? key.personName }),
        type: key.type,
        hash: key.digest,
        ...given({ expires: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString() }),
        ...written({ allowedAddresses: [...key.allowedAddresses], allowedReferrers: [...key.allowedReferrers] }),
      })),
    }),
  }
}

/** Without those that ended, and those that a rotation has replaced: a document names each key once. */
async function lastingKeys(reader: Reader, applicationId: string): Promise<ApiKeyRecord[]> {
  const keys = await reader.find('apiKey', { applicationId, state: 'active', testApiId: null })
  const replaced = new Set(keys.map(({ rotatedFromId }) => rotatedFromId))
  return keys.filter(({ id }) => !replaced.has(id))
}

/** Leaves out what is null. */
function given<T extends object>(fields: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as never
}

/** Leaves out what is empty. */
function written<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== '' && (typeof value !== 'object' || Object.keys(value as object).length > 0),
    ),
  ) as Partial<T>
}
