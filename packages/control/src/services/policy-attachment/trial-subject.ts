import type { PolicyTrialCreate } from '@tollgate/contract/resources/policy-trial'
import type { ApiRow, PolicyAttachment } from '@tollgate/contract/snapshot'
import { allows } from '../../access/actor.ts'
import { emptyPriceBook } from '../../prices/price-book.ts'
import { compileApi } from '../../snapshot/compile-api.ts'
import type { ApiRecord, PolicyAttachmentRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { apiToRead, targetOf } from '../api-access.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { mustFit } from '../policy-fit.ts'
import { notFound } from '../problem.ts'
import { authorise, type Verb } from '../verb.ts'
import { inOrder, readWorkingCopy } from '../working-copy.ts'
import { checkConfig, checkPolicy } from './check-attachment.ts'
import { findAttachment } from './find-attachment.ts'

/** What is tried: an API's row whose policies are those in question. */
export interface Subject {
  readonly row: ApiRow
  /** Ids of attachments that the asker may change, and so may know all about. */
  readonly ownIds: ReadonlySet<string>
}

/** Of a policy that is attached nowhere. */
export const unattachedId = 'unattached'

/** Refused to whoever may not change what is tried: the findings of a policy tell how it is set up. */
export async function trialSubject(verb: Verb, reader: Reader, input: PolicyTrialCreate): Promise<Subject> {
  const { policy = '', config = {}, attachmentId, apiId } = input
  if (apiId !== undefined) return await wholeApi(verb, reader, apiId)
  if (attachmentId !== undefined) return await attachedPolicy(verb, reader, attachmentId)
  authoriseSomewhere(verb, 'apis:manage')
  checkPolicy(verb, policy)
  checkConfig(verb, policy, config)
  return alone(anyApi(verb), { id: unattachedId, policy, config, mode: 'enforce', when: null, onFailure: null })
}

async function wholeApi(verb: Verb, reader: Reader, apiId: string): Promise<Subject> {
  const api = await apiToTry(verb, reader, apiId)
  const organisationPolicies = inOrder(await reader.find('policyAttachment', { apiId: null }))
  const row = await rowOf(reader, api, organisationPolicies)
  const mayChangeAll = allows(verb.actor, 'apis:manage')
  const hidden = new Set(mayChangeAll ? [] : organisationPolicies.map(({ id }) => id))
  return { row, ownIds: new Set(row.policies.map(({ id }) => id).filter((id) => !hidden.has(id))) }
}

/** One policy alone, attached or not, on an API whose policies the asker may change. */
export async function policyOnApi(
  verb: Verb,
  reader: Reader,
  { apiId, policy, config = {} }: { apiId: string; policy: string; config?: unknown },
): Promise<{ api: ApiRecord; row: ApiRow }> {
  const api = await apiToTry(verb, reader, apiId)
  checkPolicy(verb, policy)
  checkConfig(verb, policy, config)
  await mustFit(verb, reader, { apiId, attached: { policy, config, condition: null } })
  const attachment: PolicyAttachment = {
    id: unattachedId,
    policy,
    config,
    mode: 'enforce',
    when: null,
    onFailure: null,
  }
  return { api, row: alone(await rowOf(reader, api, []), attachment).row }
}

/** Alone it is tried whatever its condition is. */
async function attachedPolicy(verb: Verb, reader: Reader, id: string): Promise<Subject> {
  const attachment = await findAttachment(verb, reader, id)
  const { apiId, policy, config, mode, onFailure } = attachment
  if (apiId === null) authorise(verb, 'apis:manage')
  const row = apiId === null ? anyApi(verb) : await rowOf(reader, await apiToTry(verb, reader, apiId), [])
  return alone(row, { id, policy, config, mode, when: null, onFailure })
}

/** Also one that a file declares: a trial changes nothing. */
async function apiToTry(verb: Verb, reader: Reader, apiId: string): Promise<ApiRecord> {
  const api = await apiToRead(verb, reader, apiId)
  authorise(verb, 'apis:manage', targetOf(api))
  return api
}

function alone(row: ApiRow, attachment: PolicyAttachment): Subject {
  return { row: { ...row, policies: [attachment] }, ownIds: new Set([attachment.id]) }
}

async function rowOf(
  reader: Reader,
  api: ApiRecord,
  organisationPolicies: readonly PolicyAttachmentRecord[],
): Promise<ApiRow> {
  const content = await readWorkingCopy(reader, api)
  const provider = await reader.get('provider', api.providerId)
  if (provider === undefined) throw notFound('provider', api.providerId)
  // Nothing is sent, so it needs no endpoint, and no credential is opened.
  return compileApi({
    ...{ api, provider, organisationPolicies, environmentId: '', models: [] },
    content: { ...content, endpoints: [] },
    credentials: new Map(),
    demo: { url: '', credential: '' },
    priceBook: emptyPriceBook,
  })
}

/** For what belongs to no API in particular: it speaks everything. */
function anyApi({ policies }: Verb): ApiRow {
  return {
    kind: 'api',
    ...{ id: 'try', name: 'Test bench', context: '/try', version: '1' },
    isDefaultVersion: false,
    state: 'created',
    provider: { name: 'none', type: 'none' },
    protocols: policies.dialects.map(({ name }) => name),
    ...{ keyHeader: null, errorFormat: 'auto', payloadCapture: 'none' },
    ...{ endpoints: [], policies: [], models: null, restrictedModels: [] },
  }
}
