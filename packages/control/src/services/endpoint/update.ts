import type { EndpointUpdate } from '@tollgate/contract/resources/endpoint'
import type { ApiRecord, EndpointRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { apiToEdit } from '../api-access.ts'
import {
  checkCertificates,
  checkedUrl,
  credentialFor,
  credentialProblem,
  definedTimeouts,
  requireEnvironment,
} from '../endpoint-rules.ts'
import { endpointNameIsFree } from '../make-endpoint.ts'
import { invalidField } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { findEndpoint } from './find-endpoint.ts'

/** What `demo` becomes is said where a configuration file declares it; else a credential that is given ends it. */
type EndpointChanges = EndpointUpdate & { readonly demo?: boolean }

/** What is not given stays, but a credential: it does not follow to another origin. */
export function updateEndpoint(
  verb: Verb,
  { id, changes }: { id: string; changes: EndpointChanges },
): Promise<EndpointRecord> {
  return change(verb, 'endpoint.update', async (writer) => {
    const { endpoint, api } = await findEndpoint(verb, writer, id)
    await apiToEdit(verb, writer, api.id)
    mayBeEdited(verb, endpoint)
    expectRevision(verb, endpoint)
    const { url, secret, header, credentialId, timeouts, demo, ...fields } = changes
    checkCertificates(fields.trustedCertificates ?? null, '')
    await requireEnvironment(writer, fields.environmentId ?? null, 'environmentId')
    if (fields.name !== undefined && fields.name !== endpoint.name)
      endpointNameIsFree(await writer.find('endpoint', { apiId: api.id }), fields.name, '')
    const next = { url: url === undefined ? endpoint.url : checkedUrl(verb, url, '') }
    const isGiven = secret !== undefined || credentialId !== undefined
    return await writer.update('endpoint', endpoint, {
      ...fields,
      ...next,
      ...(isGiven ? { credentialId: await given({ verb, writer }, api, { endpoint, changes, ...next }) } : {}),
      ...(isGiven ? {} : await credentialStays(writer, api, { endpoint, ...next })),
      ...(timeouts === undefined ? {} : { timeouts: definedTimeouts(timeouts) }),
      demo: demo ?? (isGiven ? false : endpoint.demo),
    })
  })
}

function given(
  { verb, writer }: { verb: Verb; writer: Writer },
  api: ApiRecord,
  { endpoint, changes, url }: { endpoint: EndpointRecord; changes: EndpointChanges; url: string },
): Promise<string | null> {
  const { credentialId, secret, header, name = endpoint.name } = changes
  return credentialFor({ verb, writer, at: '' }, api, { credentialId, secret, header, url, name })
}

/** Whoever may change the URL could otherwise have the secret sent to themselves. */
async function credentialStays(
  writer: Writer,
  api: ApiRecord,
  { endpoint, url }: { endpoint: EndpointRecord; url: string },
): Promise<Record<string, never>> {
  if (endpoint.credentialId === null || url === endpoint.url) return {}
  const credential = await writer.get('credential', endpoint.credentialId)
  const problem =
    credential === undefined ? undefined : credentialProblem(credential, { providerId: api.providerId, url })
  if (problem !== undefined) throw invalidField('url', `needs its secret in the same change: ${problem}`)
  return {}
}
