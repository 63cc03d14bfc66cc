import type { RequestCreate } from '@tollgate/contract/resources/request'
import type { ApiRecord, ApplicationRecord, RequestRecord } from '../../storage/records.ts'
import type { Reader, Writer } from '../../storage/store.ts'
import { mayRead } from '../api-access.ts'
import { isMeantFor } from '../api-visibility.ts'
import { applicationToUse, maySee } from '../application-access.ts'
import { expiryOf } from '../key-expiry.ts'
import { keyHolder } from '../key-holder.ts'
import { checkAddresses, checkReferrers } from '../key-restrictions.ts'
import { openRequest, openRequestOf } from '../open-request.ts'
import { conflict, invalidField, type Problem } from '../problem.ts'
import { readSetting } from '../read-setting.ts'
import { change, mayBeEdited, type Verb } from '../verb.ts'

type Asking<Kind extends RequestCreate['kind']> = Extract<RequestCreate, { kind: Kind }>

interface Place {
  readonly verb: Verb
  readonly writer: Writer
}

/** Refused at once where it could not be granted. A subscription is asked for by subscribing. */
export function createRequest(verb: Verb, input: RequestCreate): Promise<RequestRecord> {
  return change(verb, 'request.create', async (writer) => {
    switch (input.kind) {
      case 'raise':
        return await askRaise({ verb, writer }, input)
      case 'model':
        return await askModel({ verb, writer }, input)
      case 'key':
        return await askKey({ verb, writer }, input)
    }
  })
}

async function askRaise({ verb, writer }: Place, input: Asking<'raise'>): Promise<RequestRecord> {
  const { subscriptionId, limits, outputCap, endsAt, why } = input
  mayBeEdited(verb)
  const subscription = await writer.get('subscription', subscriptionId)
  if (subscription === undefined) throw noSuch('subscriptionId', 'subscription', subscriptionId)
  const { applicationId, apiId, planId } = subscription
  await ownApplication({ verb, writer }, applicationId, noSuch('subscriptionId', 'subscription', subscriptionId))
  if (subscription.state !== 'active')
    throw conflict(`This subscription is ${subscription.state}: limits are raised of active ones.`, 'subscriptionId')
  const at = Date.parse(endsAt)
  if (at <= verb.now()) throw invalidField('endsAt', 'lies in the past: say until when')
  const open = await openRequestOf(writer, subscriptionId, 'raise')
  if (open !== undefined)
    throw conflict(
      `A raise was asked for already, which waits for an answer (${open.id}): withdraw that request first.`,
    )
  const about = { applicationId, apiId, planId, subscriptionId }
  const details = { limits, outputCap }
  return await openRequest({ verb, writer }, { ...about, kind: 'raise', details, why, endsAt: at })
}

async function askModel({ verb, writer }: Place, input: Asking<'model'>): Promise<RequestRecord> {
  const { applicationId, apiId, model, why } = input
  await ownApplication({ verb, writer }, applicationId, noSuch('applicationId', 'application', applicationId))
  const api = await visibleApi(verb, writer, apiId)
  const [subscription] = await writer.find('subscription', { applicationId, apiId: api.id })
  const inUse = subscription?.state === 'active' ? subscription : undefined
  const about = { applicationId, apiId, planId: inUse?.planId ?? null, subscriptionId: inUse?.id ?? null }
  return await openRequest({ verb, writer }, { ...about, kind: 'model', details: { model }, why, endsAt: null })
}

async function visibleApi(verb: Verb, reader: Reader, apiId: string): Promise<ApiRecord> {
  const api = await reader.get('api', apiId)
  const isThere = api !== undefined && isMeantFor(verb, api)
  if (!isThere || ((api.state === 'created' || api.state === 'retired') && !mayRead(verb, api)))
    throw noSuch('apiId', 'API', apiId)
  return api
}

async function askKey({ verb, writer }: Place, { kind, applicationId, why, ...key }: Asking<'key'>) {
  mayBeEdited(verb)
  const application = await ownApplication(
    { verb, writer },
    applicationId,
    noSuch('applicationId', 'application', applicationId),
  )
  if (!(await readSetting(writer, 'productionKeysNeedApproval')))
    throw conflict(`Keys need no approval here: make it with POST /applications/${applicationId}/keys.`)
  checkAddresses(key.allowedAddresses)
  checkReferrers(key.allowedReferrers)
  await keyHolder(verb, writer, { application, personId: key.personId })
  await expiryOf({ verb, reader: writer, application }, key)
  const about = { applicationId, apiId: null, planId: null, subscriptionId: null }
  // What was left out stays so: it is decided when the key is made.
  const details = Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined))
  return await openRequest({ verb, writer }, { ...about, kind, details, why, endsAt: null })
}

/** In a body, what one may not see is a wrong reference. */
async function ownApplication({ verb, writer }: Place, id: string, otherwise: Problem): Promise<ApplicationRecord> {
  const application = await writer.get('application', id)
  if (application === undefined || !maySee(verb, application)) throw otherwise
  return await applicationToUse(verb, writer, id)
}

function noSuch(field: string, what: string, id: string): Problem {
  return invalidField(field, `names no ${what} that you may use: ${id}`)
}
