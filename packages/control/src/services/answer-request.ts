import { planLimitsSchema } from '@tollgate/contract/resources/limit'
import { z } from 'zod'
import type { RequestRecord, SubscriptionRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { storedLimit } from './plan-limits.ts'
import { conflict, invalidField } from './problem.ts'
import type { Verb } from './verb.ts'

export interface RequestAnswer {
  readonly state: 'approved' | 'refused'
  readonly answer: string | null
  /** Of a raise: instead of what was asked. */
  readonly endsAt?: number | undefined
}

/** What a request of the kind `raise` keeps in its details. */
export const raiseDetailsSchema = z.object({ limits: planLimitsSchema, outputCap: z.int().nullable() })

interface Place {
  readonly verb: Verb
  readonly writer: Writer
}

/** Answers a request; approving does what was asked. Whether the actor may was found out before. */
export async function answerRequest(
  { verb, writer }: Place,
  request: RequestRecord,
  { state, answer, endsAt }: RequestAnswer,
): Promise<RequestRecord> {
  mustBeOpen(request)
  if (endsAt !== undefined && request.kind !== 'raise')
    throw invalidField('endsAt', `goes with a raise only, not with ${request.kind}`)
  const ending = endsAt ?? request.endsAt
  const isSubscribe = request.kind === 'subscribe'
  if (isSubscribe && state === 'approved') await approveSubscribe(writer, request)
  if (request.kind === 'raise' && state === 'approved') await raise({ verb, writer }, request, ending)
  const isRefused = isSubscribe && state === 'refused'
  return await writer.update('request', request, {
    state,
    answer,
    endsAt: ending,
    subscriptionId: isRefused ? await refuseSubscribe(writer, request) : request.subscriptionId,
    answeredById: verb.actor.personId,
    answeredAt: verb.now(),
  })
}

export function mustBeOpen({ id, state }: RequestRecord): void {
  if (state !== 'open') throw conflict(`The request ${id} is ${state} already and cannot be answered again.`)
}

/** Of a new subscription, or of another plan for one that is in use, which stays as it is where that is refused. */
async function approveSubscribe(writer: Writer, request: RequestRecord): Promise<void> {
  const subscription = await subscriptionOf(writer, request)
  const { planId } = request
  const api = await writer.get('api', subscription.apiId)
  if (api === undefined || planId === null || !api.planIds.includes(planId))
    throw conflict(
      'The plan that was asked for is not offered by the API any more: refuse the request, or offer it again.',
    )
  if (api.state === 'retired')
    throw conflict(`${api.name}/${api.version} is retired and takes no subscriptions any more: refuse the request.`)
  await writer.update('subscription', subscription, {
    planId,
    // Limits of its own were meant instead of the old plan's.
    overrides: planId === subscription.planId ? subscription.overrides : null,
    state: subscription.state === 'pending' ? 'active' : subscription.state,
  })
}

/** Returns the subscription that the request goes on referring to: one that never came to be may be removed by anybody. */
async function refuseSubscribe(writer: Writer, { subscriptionId }: RequestRecord): Promise<string | null> {
  const subscription = subscriptionId === null ? undefined : await writer.get('subscription', subscriptionId)
  if (subscription?.state !== 'pending') return subscriptionId
  await writer.update('subscription', subscription, { state: 'refused' })
  return null
}

async function raise({ verb, writer }: Place, request: RequestRecord, endsAt: number | null): Promise<void> {
  const subscription = await subscriptionOf(writer, request)
  if (endsAt !== null && endsAt <= verb.now())
    throw invalidField('endsAt', 'lies in the past: say until when, or refuse the request')
  const { limits, outputCap } = raiseDetailsSchema.parse(request.details)
  await writer.update('subscription', subscription, {
    overrides: { limits: limits.map(storedLimit), outputTokensMax: outputCap, endsAt },
  })
}

async function subscriptionOf(writer: Writer, { subscriptionId }: RequestRecord): Promise<SubscriptionRecord> {
  const subscription = subscriptionId === null ? undefined : await writer.get('subscription', subscriptionId)
  if (subscription === undefined)
    throw conflict('The subscription that it was about is gone: refuse the request, or let it be withdrawn.')
  return subscription
}
