import type { ApiRow, EndpointRow, PolicyAttachment, PolicyCondition, Timeouts } from '@tollgate/contract/snapshot'
import { normaliseEndpointUrl } from '../config/endpoint-url.ts'
import type { PriceBook } from '../prices/price-book.ts'
import { dialectsOf } from '../services/dialects-of.ts'
import { endpointsIn, type RevisionContent } from '../services/revision-content.ts'
import type { ApiRecord, ModelRecord, PolicyAttachmentRecord, ProviderRecord } from '../storage/records.ts'
import { compilePrices } from './compile-prices.ts'

/** What answers for endpoints that have no credential yet. */
export interface DemoAddress {
  /** With `/v1`. */
  readonly url: string
  readonly credential: string
}

/** A deployed API with all that its row is made of, read and opened. */
export interface DeployedApi {
  readonly api: ApiRecord
  readonly environmentId: string
  readonly content: RevisionContent
  readonly provider: ProviderRecord
  /** Header that carries it and its value, by the credential's id; what is missing could not be opened. */
  readonly credentials: ReadonlyMap<string, { readonly header: string; readonly value: string }>
  /** Policies of the whole organisation, in their order. */
  readonly organisationPolicies: readonly PolicyAttachmentRecord[]
  /** Of all providers. */
  readonly models: readonly ModelRecord[]
  readonly demo: DemoAddress
  readonly priceBook: PriceBook
}

const timeoutDefaults: Timeouts = {
  connectMs: 5_000,
  headersMs: 600_000,
  idleMs: 300_000,
  totalMs: 3_600_000,
}

/** Pure: the same row for the same input. The organisation's policies run before the API's own. */
export function compileApi(deployed: DeployedApi): ApiRow {
  const { api, content, provider, organisationPolicies, environmentId } = deployed
  return {
    kind: 'api',
    id: api.id,
    name: api.name,
    context: api.context,
    version: api.version,
    isDefaultVersion: api.isDefaultVersion,
    state: api.state,
    provider: { name: provider.name, type: provider.type },
    protocols: [...dialectsOf(provider)],
    keyHeader: content.api.keyHeader?.toLowerCase() ?? null,
    errorFormat: content.api.errorFormat,
    payloadCapture: content.api.payloadCapture,
    endpoints: endpointsIn(content, environmentId).flatMap((endpoint) => compileEndpoint(endpoint, deployed)),
    policies: [...organisationPolicies, ...content.policies].map(compilePolicy),
    models: content.api.models,
    restrictedModels: compileRestrictions(deployed),
    ...compilePrices({ ...deployed, listed: content.api.models }),
    ...(api.unpricedModels === 'pass' ? { unpricedModels: 'pass' } : {}),
    ...(api.whenCountersAreAway === 'pass' ? { whenCountersAreAway: 'pass' } : {}),
    ...(api.stripAgentMetadata ? { stripAgentMetadata: true } : {}),
  }
}

function compileEndpoint(
  endpoint: RevisionContent['endpoints'][number],
  { credentials, demo }: DeployedApi,
): EndpointRow[] {
  const { id, stage, credentialId, trustedCertificates, weight } = endpoint
  const timeouts = { ...timeoutDefaults, ...withoutUndefined(endpoint.timeouts) }
  if (endpoint.demo) {
    const credential = { header: 'authorization', value: `Bearer ${demo.credential}` }
    return [{ id, stage, url: demo.url, credential, demo: true, trustedCertificates: null, timeouts, weight }]
  }
  const credential = credentialId === null ? null : credentials.get(credentialId)
  // Without the credential that it should have, a call would go out as nobody's: the endpoint is left out instead.
  if (credential === undefined) return []
  const url = normaliseEndpointUrl(endpoint.url)
  return [{ id, stage, url, credential, demo: false, trustedCertificates, timeouts, weight }]
}

type Attached = RevisionContent['policies'][number] | PolicyAttachmentRecord

function compilePolicy({ id, policy, config, mode, condition, onFailure }: Attached): PolicyAttachment {
  return { id, policy, config, mode, when: compileCondition(condition), onFailure }
}

/** A part that is not there, or a condition without any, is none. */
function compileCondition(condition: Attached['condition']): PolicyCondition | null {
  const parts = [condition?.model, condition?.agent, condition?.plan, condition?.team, condition?.operation]
  if (parts.every((part) => part === undefined)) return null
  const [models = null, agents = null, planIds = null, teamIds = null, operations = null] = parts.map(
    (part) => part && [...part],
  )
  return { models, agents, planIds, teamIds, operations }
}

/** By the provider's name and by the alias; sorted, for the row must not depend on the order of reading. */
function compileRestrictions({ models, provider }: DeployedApi): ApiRow['restrictedModels'] {
  const restricted = models.flatMap(({ providerId, model, alias, planIds }) => {
    if (providerId !== provider.id || planIds === null) return []
    return [model, ...(alias === null ? [] : [alias])].map((name) => ({ model: name, planIds: [...planIds].sort() }))
  })
  return restricted.sort((a, b) => (a.model < b.model ? -1 : 1))
}

function withoutUndefined(timeouts: { [Name in keyof Timeouts]?: number | undefined }): Partial<Timeouts> {
  return Object.fromEntries(Object.entries(timeouts).filter(([, value]) => value !== undefined))
}
