import type { ApiConfig, EndpointConfig } from '@tollgate/contract/config-file'
import { cleanCredential } from '../config/credential.ts'
import { cleanEndpointUrl } from '../config/endpoint-url.ts'
import { formatPath } from '../config/problem.ts'
import { openSecret, sealSecret } from '../services/credential-seal.ts'
import { removeEndpoint } from '../services/endpoint/remove.ts'
import { updateEndpoint } from '../services/endpoint/update.ts'
import { makeCredential } from '../services/make-credential.ts'
import { makeEndpoint } from '../services/make-endpoint.ts'
import { invalidField } from '../services/problem.ts'
import { rowId } from '../snapshot/row-id.ts'
import type { ApiRecord, CredentialRecord } from '../storage/records.ts'
import { type Applying, declaredId, fullName } from './applying.ts'

interface ApiPlace {
  readonly api: ApiRecord
  readonly config: ApiConfig
  /** Of the API in the document: where its secrets are found. */
  readonly index: number
}

/** The two endpoints that a document names; others of the API (of another environment) are left alone. */
export async function applyEndpoints(applying: Applying, place: ApiPlace): Promise<void> {
  const { verb, writer } = applying
  for (const stage of ['production', 'sandbox'] as const) {
    const wanted = place.config.endpoints[stage]
    const [endpoint] = await writer.find('endpoint', { apiId: place.api.id, name: stage })
    if (wanted === undefined) {
      if (endpoint !== undefined) await removeEndpoint(verb, endpoint.id)
      continue
    }
    const fields = await fieldsOf(applying, place, { stage, wanted })
    if (endpoint === undefined) {
      const id = await declaredId(applying, 'endpoint', rowId('endpoint', fullName(place.config), stage))
      const made = { trustedCertificates: null, ...fields, ...id, name: stage, stage, environmentId: null, weight: 1 }
      await makeEndpoint({ verb, writer, at: '' }, place.api, made)
    } else await updateEndpoint(verb, { id: endpoint.id, changes: fields })
  }
}

async function fieldsOf(
  applying: Applying,
  place: ApiPlace,
  { stage, wanted }: { stage: 'production' | 'sandbox'; wanted: EndpointConfig },
) {
  const path = ['apis', place.index, 'endpoints', stage]
  const credential = await credentialOf(applying, place, { stage, wanted })
  return {
    url: wanted.url,
    credentialId: credential?.id ?? null,
    demo: credential === undefined && wanted.credential !== undefined && wanted.demoWhenUnset,
    ...trusted(applying, wanted, formatPath([...path, 'trustedCertificates'])),
    timeouts: wanted.timeouts ?? {},
  }
}

/** A document names a file of certificates, which an export cannot: without one, those that are kept stay, but where a file is the truth. */
function trusted({ secrets, isFile }: Applying, { trustedCertificates }: EndpointConfig, at: string) {
  if (trustedCertificates === undefined && !isFile) return {}
  return { trustedCertificates: secrets.get(at) ?? null }
}

/** The credential of a declared endpoint: one that is kept, or one made of its secret and sealed anew when that changed. */
async function credentialOf(
  applying: Applying,
  { api, config, index }: ApiPlace,
  { stage, wanted }: { stage: 'production' | 'sandbox'; wanted: EndpointConfig },
): Promise<CredentialRecord | undefined> {
  const { verb, writer, secrets } = applying
  const at = formatPath(['apis', index, 'endpoints', stage, 'credential'])
  if (wanted.credential === undefined) return undefined
  if ('stored' in wanted.credential) return await storedCredential(applying, wanted.credential.stored, at)
  const secret = secrets.get(at)
  if (secret === undefined) return undefined
  const { origin } = new URL(cleanEndpointUrl(wanted.url))
  const name = `${config.name} ${config.version} ${stage}`
  const header = wanted.header?.toLowerCase() ?? null
  const [known] = await writer.find('credential', { name })
  if (known === undefined) {
    const { id } = await declaredId(applying, 'credential', rowId('credential', fullName(config), stage))
    const given = { providerId: api.providerId, name, secret, header, origin }
    return await makeCredential({ verb, writer, at: `${at}.` }, { ...given, ...(id === undefined ? {} : { id }) })
  }
  const place = { providerId: api.providerId, header, origin }
  const clean = cleanCredential(secret, wanted.header)
  if ('problem' in clean) throw invalidField(at, clean.problem)
  if (clean.value === openSecret(verb, known)) return await writer.update('credential', known, place)
  const sealed = sealSecret(verb, known.id, clean.value)
  return await writer.update('credential', known, { ...place, ...sealed, sealedNext: null, rotatedAt: verb.now() })
}

async function storedCredential({ writer }: Applying, name: string, at: string): Promise<CredentialRecord> {
  const [known] = await writer.find('credential', { name })
  if (known === undefined)
    throw invalidField(at, `names no credential that is kept: ${name}; give { env: NAME } or { file: PATH }`)
  return known
}
