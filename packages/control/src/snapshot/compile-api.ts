import type { ApiConfig, EndpointConfig, ProviderConfig } from '@tollgate/contract/config-file'
import type { ApiRow, EndpointRow, PolicyAttachment, Timeouts } from '@tollgate/contract/snapshot'
import { normaliseEndpointUrl } from '../config/endpoint-url.ts'
import { type FieldPath, formatPath } from '../config/problem.ts'
import type { ResolvedSecrets } from '../config/resolve-secrets.ts'
import { rowId } from './row-id.ts'

/** What answers for endpoints whose credential is not set, and that say so with `demoWhenUnset`. */
export interface DemoAddress {
  /** With `/v1`. */
  readonly url: string
  readonly credential: string
}

interface ApiPlace {
  path: FieldPath
  providerType: ProviderConfig['type']
  secrets: ResolvedSecrets
  demo: DemoAddress
}

const timeoutDefaults: Timeouts = {
  connectMs: 5_000,
  headersMs: 600_000,
  idleMs: 300_000,
  totalMs: 3_600_000,
}

const protocolsByProviderType = {
  openai: ['openai-responses', 'openai-chat', 'openai-models'],
  'openai-compatible': ['openai-responses', 'openai-chat', 'openai-models'],
} as const

export function compileApi(api: ApiConfig, place: ApiPlace): ApiRow {
  // Subscriptions name an API in this way too.
  const fullName = `${api.name}/${api.version}`
  return {
    kind: 'api',
    id: rowId('api', fullName),
    name: api.name,
    context: api.context,
    version: api.version,
    isDefaultVersion: api.default,
    state: api.state,
    provider: { name: api.provider, type: place.providerType },
    protocols: [...protocolsByProviderType[place.providerType]],
    keyHeader: api.keyHeader?.toLowerCase() ?? null,
    errorFormat: api.errorFormat,
    endpoints: compileEndpoints(api, fullName, place),
    policies: compilePolicies(api, fullName),
    models:
      api.models?.map(({ id, displayName, contextWindow }) => ({
        id,
        displayName: displayName ?? id,
        contextWindow: contextWindow ?? null,
      })) ?? null,
  }
}

/** The same policy may be attached several times: its place among those of its name is part of its id. */
function compilePolicies(api: ApiConfig, fullName: string): PolicyAttachment[] {
  const seen = new Map<string, number>()
  return api.policies.map(({ policy, config, mode }) => {
    const occurrence = (seen.get(policy) ?? 0) + 1
    seen.set(policy, occurrence)
    return { id: rowId('policy', fullName, policy, String(occurrence)), policy, config: config ?? {}, mode }
  })
}

function compileEndpoints({ endpoints }: ApiConfig, fullName: string, place: ApiPlace): EndpointRow[] {
  return (['production', 'sandbox'] as const).flatMap((stage) => {
    const endpoint = endpoints[stage]
    if (endpoint === undefined) return []
    const id = rowId('endpoint', fullName, stage)
    return [{ id, stage, ...compileEndpoint(endpoint, { ...place, path: [...place.path, 'endpoints', stage] }) }]
  })
}

function compileEndpoint(
  endpoint: EndpointConfig,
  { path, secrets, demo }: ApiPlace,
): Omit<EndpointRow, 'id' | 'stage'> {
  const timeouts = { ...timeoutDefaults, ...withoutUndefined(endpoint.timeouts ?? {}) }
  const secret = secrets.get(formatPath([...path, 'credential']))
  if (endpoint.credential !== undefined && secret === undefined && endpoint.demoWhenUnset)
    return {
      url: demo.url,
      credential: bearer(demo.credential),
      demo: true,
      trustedCertificates: null,
      timeouts,
    }
  const named = endpoint.header?.toLowerCase()
  const credential =
    secret === undefined ? null : named === undefined ? bearer(secret) : { header: named, value: secret }
  return {
    url: normaliseEndpointUrl(endpoint.url),
    credential,
    demo: false,
    trustedCertificates: secrets.get(formatPath([...path, 'trustedCertificates'])) ?? null,
    timeouts,
  }
}

function bearer(secret: string): { header: string; value: string } {
  return { header: 'authorization', value: `Bearer ${secret}` }
}

function withoutUndefined(timeouts: { [Name in keyof Timeouts]?: number | undefined }): Partial<Timeouts> {
  return Object.fromEntries(Object.entries(timeouts).filter(([, value]) => value !== undefined))
}
