import type { EndpointCreate } from '@tollgate/contract/resources/endpoint'
import type { Timeouts } from '@tollgate/contract/snapshot'
import { cleanEndpointUrl, endpointUrlProblem } from '../config/endpoint-url.ts'
import { holdsCertificates } from '../config/holds-certificates.ts'
import type { ApiRecord, CredentialRecord } from '../storage/records.ts'
import type { Reader, Writer } from '../storage/store.ts'
import { makeCredential } from './make-credential.ts'
import { invalidField, type Problem } from './problem.ts'
import type { Verb } from './verb.ts'

/** The URL as it is kept. `at`: what stands before the names of fields, such as `endpoints.production.`. */
export function checkedUrl({ allowPrivateUpstreams }: Verb, url: string, at: string): string {
  const problem = endpointUrlProblem(url, allowPrivateUpstreams)
  if (problem !== undefined) throw invalidField(`${at}url`, problem)
  return cleanEndpointUrl(url)
}

export function checkCertificates(pem: string | null, at: string): void {
  if (pem === null || holdsCertificates(pem)) return
  throw invalidField(
    `${at}trustedCertificates`,
    'holds no certificates in PEM form (-----BEGIN CERTIFICATE-----) that can be read',
  )
}

export async function requireEnvironment(reader: Reader, id: string | null, field: string): Promise<void> {
  if (id !== null && (await reader.get('environment', id)) === undefined)
    throw invalidField(field, `names no environment: ${id}`)
}

export function definedTimeouts(timeouts: { [Name in keyof Timeouts]?: number | undefined }): Partial<Timeouts> {
  return Object.fromEntries(Object.entries(timeouts).filter(([, value]) => value !== undefined))
}

/** A credential is sent to its own origin only, and with APIs of its own provider. */
export function credentialProblem(
  credential: CredentialRecord,
  { providerId, url }: { providerId: string; url: string },
): string | undefined {
  if (credential.providerId !== providerId)
    return `the credential ${credential.name} (${credential.id}) is one of another provider; choose one of this API's provider`
  const { origin } = new URL(url)
  if (credential.origin === origin) return undefined
  return `the credential ${credential.name} (${credential.id}) was made for ${credential.origin} and not for ${origin}; give the secret again`
}

/** The credential that an endpoint names, or that is made of the secret it brings; null: none. */
export async function credentialFor(
  { verb, writer, at }: { verb: Verb; writer: Writer; at: string },
  api: ApiRecord,
  endpoint: Pick<EndpointCreate, 'credentialId' | 'secret' | 'header' | 'url'> & { readonly name: string },
): Promise<string | null> {
  const { credentialId, secret, header, url, name } = endpoint
  if (secret !== undefined) {
    const credential = await makeCredential(
      { verb, writer, at },
      {
        providerId: api.providerId,
        name: `${api.name} ${api.version} ${name}`,
        secret,
        header: header ?? null,
        origin: new URL(url).origin,
      },
    )
    return credential.id
  }
  if (credentialId === undefined || credentialId === null) return null
  const credential = await writer.get('credential', credentialId)
  if (credential === undefined) throw noCredential(credentialId, at)
  const problem = credentialProblem(credential, { providerId: api.providerId, url })
  if (problem !== undefined) throw invalidField(`${at}credentialId`, `does not fit: ${problem}`)
  return credential.id
}

export function noCredential(id: string, at: string): Problem {
  return invalidField(`${at}credentialId`, `names no credential: ${id}`)
}
