import type { EndpointTry } from '@tollgate/contract/resources/endpoint'
import { cleanCredential } from '../../config/credential.ts'
import { normaliseEndpointUrl } from '../../config/endpoint-url.ts'
import { reservedHeaderProblem } from '../../config/reserved-header.ts'
import type { CredentialRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { apiToRead, targetOf } from '../api-access.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { openSecret } from '../credential-seal.ts'
import { checkCertificates, checkedUrl, credentialProblem, noCredential } from '../endpoint-rules.ts'
import { invalidField, notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { callProvider, type ProviderAnswer, type ProviderCall } from './call-provider.ts'
import { findEndpoint } from './find-endpoint.ts'

/** One live call with the endpoint as it is saved. Nothing is changed, and no transaction waits for the provider. */
export async function checkEndpoint(verb: Verb, id: string): Promise<ProviderAnswer> {
  const reader = readerOf(verb)
  const { endpoint, api } = await findEndpoint(verb, reader, id)
  authorise(verb, 'apis:manage', targetOf(api))
  if (endpoint.demo)
    return noCall('The built-in demo provider answers in place of this endpoint, until a secret is given.')
  const { url, credentialId, trustedCertificates } = endpoint
  const credential = await credentialHeader(verb, reader, { providerId: api.providerId, url, credentialId })
  return await callProvider({ ...place(verb, url), credential, trustedCertificates })
}

/** The same with a URL and a secret that are not saved, or with a credential that there is already. */
export async function checkEndpointDraft(
  verb: Verb,
  { apiId, input }: { apiId: string; input: EndpointTry },
): Promise<ProviderAnswer> {
  const reader = readerOf(verb)
  const api = await apiToRead(verb, reader, apiId)
  authorise(verb, 'apis:manage', targetOf(api))
  return await callDraft(verb, reader, { providerId: api.providerId, input })
}

/** The same before there is an API: with what an API of this provider would be made with. */
export async function checkProvider(
  verb: Verb,
  { id, input }: { id: string; input: EndpointTry },
): Promise<ProviderAnswer> {
  authoriseSomewhere(verb, 'apis:manage')
  const reader = readerOf(verb)
  if ((await reader.get('provider', id)) === undefined) throw notFound('provider', id)
  return await callDraft(verb, reader, { providerId: id, input })
}

async function callDraft(
  verb: Verb,
  reader: Reader,
  { providerId, input }: { providerId: string; input: EndpointTry },
): Promise<ProviderAnswer> {
  const url = checkedUrl(verb, input.url, '')
  checkCertificates(input.trustedCertificates, '')
  const credential =
    input.secret === undefined
      ? await credentialHeader(verb, reader, { providerId, url, credentialId: input.credentialId ?? null })
      : headerOf(input.header ?? null, cleanSecret(input))
  return await callProvider({ ...place(verb, url), credential, trustedCertificates: input.trustedCertificates })
}

function place({ allowPrivateUpstreams }: Verb, url: string): Pick<ProviderCall, 'url' | 'allowPrivate'> {
  return { url: `${normaliseEndpointUrl(url)}/models`, allowPrivate: allowPrivateUpstreams }
}

async function credentialHeader(
  verb: Verb,
  reader: Reader,
  { providerId, url, credentialId }: { providerId: string; url: string; credentialId: string | null },
): Promise<ProviderCall['credential']> {
  if (credentialId === null) return null
  const credential: CredentialRecord | undefined = await reader.get('credential', credentialId)
  if (credential === undefined) throw noCredential(credentialId, '')
  const problem = credentialProblem(credential, { providerId, url })
  if (problem !== undefined) throw invalidField('credentialId', `does not fit: ${problem}`)
  return headerOf(credential.header, openSecret(verb, credential))
}

function cleanSecret({ secret = '', header }: EndpointTry): string {
  const reserved = header === undefined || header === null ? undefined : reservedHeaderProblem(header)
  if (reserved !== undefined) throw invalidField('header', `cannot be used: ${reserved}`)
  const clean = cleanCredential(secret, header ?? undefined)
  if ('problem' in clean) throw invalidField('secret', clean.problem)
  return clean.value
}

function headerOf(header: string | null, secret: string): NonNullable<ProviderCall['credential']> {
  return header === null
    ? { header: 'authorization', value: `Bearer ${secret}`, secret }
    : { header: header.toLowerCase(), value: secret, secret }
}

function noCall(problem: string): ProviderAnswer {
  return { ok: false, status: null, latencyMs: 0, modelCount: null, models: [], problem }
}
