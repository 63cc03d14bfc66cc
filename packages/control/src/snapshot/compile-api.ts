import type { ApiRow, EndpointRow, PolicyAttachment, Timeouts } from '@tollgate/contract/snapshot'
import { normaliseEndpointUrl } from '../config/endpoint-url.ts'
import { endpointsIn, type RevisionContent } from '../services/revision-content.ts'
import type { ApiRecord, PolicyAttachmentRecord, ProviderRecord } from '../storage/records.ts'

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
  readonly demo: DemoAddress
}

const timeoutDefaults: Timeouts = {
  connectMs: 5_000,
  headersMs: 600_000,
  idleMs: 300_000,
  totalMs: 3_600_000,
}

const protocolsPreset = ['openai-responses', 'openai-chat', 'openai-models']

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
    protocols: [...(provider.dialects ?? protocolsPreset)],
    keyHeader: content.api.keyHeader?.toLowerCase() ?? null,
    errorFormat: content.api.errorFormat,
    endpoints: endpointsIn(content, environmentId).flatMap((endpoint) => compileEndpoint(endpoint, deployed)),
    policies: [...organisationPolicies, ...content.policies].map(compilePolicy),
    models: content.api.models,
  }
}

function compileEndpoint(
  endpoint: RevisionContent['endpoints'][number],
  { credentials, demo }: DeployedApi,
): EndpointRow[] {
  const { id, stage, credentialId, trustedCertificates } = endpoint
  const timeouts = { ...timeoutDefaults, ...withoutUndefined(endpoint.timeouts) }
  if (endpoint.demo) {
    const credential = { header: 'authorization', value: `Bearer ${demo.credential}` }
    return [{ id, stage, url: demo.url, credential, demo: true, trustedCertificates: null, timeouts }]
  }
  const credential = credentialId === null ? null : credentials.get(credentialId)
  // Without the credential that it should have, a call would go out as nobody's: the endpoint is left out instead.
  if (credential === undefined) return []
  return [
    { id, stage, url: normaliseEndpointUrl(endpoint.url), credential, demo: false, trustedCertificates, timeouts },
  ]
}

function compilePolicy({
  id,
  policy,
  config,
  mode,
}: RevisionContent['policies'][number] | PolicyAttachmentRecord): PolicyAttachment {
  return { id, policy, config, mode }
}

function withoutUndefined(timeouts: { [Name in keyof Timeouts]?: number | undefined }): Partial<Timeouts> {
  return Object.fromEntries(Object.entries(timeouts).filter(([, value]) => value !== undefined))
}
