import type { RequestApprove, RequestRefuse } from '@tollgate/contract/resources/request'
import type { RequestRecord } from '../../storage/records.ts'
import { answerRequest } from '../answer-request.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { requestToAnswer } from './find-request.ts'

/** What was asked is done with it: a subscription becomes active, limits are raised, a key may be made. A model is an answer only. */
export function approveRequest(
  verb: Verb,
  { id, input }: { id: string; input: RequestApprove },
): Promise<RequestRecord> {
  return change(verb, 'request.approve', async (writer) => {
    const { request } = await requestToAnswer(verb, writer, id)
    if (request.kind !== 'model') mayBeEdited(verb)
    expectRevision(verb, request)
    return await answerRequest({ verb, writer }, request, {
      state: 'approved',
      answer: input.answer ?? null,
      endsAt: input.endsAt === undefined ? undefined : Date.parse(input.endsAt),
    })
  })
}

export function refuseRequest(verb: Verb, { id, input }: { id: string; input: RequestRefuse }): Promise<RequestRecord> {
  return change(verb, 'request.refuse', async (writer) => {
    const { request } = await requestToAnswer(verb, writer, id)
    expectRevision(verb, request)
    return await answerRequest({ verb, writer }, request, { state: 'refused', answer: input.answer })
  })
}
