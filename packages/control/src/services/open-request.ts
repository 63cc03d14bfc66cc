import type { RequestRecord } from '../storage/records.ts'
import type { NewRecord, Writer } from '../storage/store.ts'
import { conflict, Problem } from './problem.ts'
import type { Verb } from './verb.ts'

/** Of one person, at the same time. */
const openRequestsMax = 50

type NewRequest = Omit<NewRecord<RequestRecord>, 'personId' | 'state' | 'answeredById' | 'answer' | 'answeredAt'>

/** Asks for something in the actor's name. */
export async function openRequest(
  { verb, writer }: { verb: Verb; writer: Writer },
  request: NewRequest,
): Promise<RequestRecord> {
  const { personId } = verb.actor
  if (personId === null)
    throw new Problem('forbidden', 'Only a person can ask for an approval: sign in, or use the token of a person.')
  if ((await writer.count('request', { personId, state: 'open' })) >= openRequestsMax)
    throw conflict(`You have ${openRequestsMax} open requests, which is the most: withdraw some, or wait for answers.`)
  return await writer.insert('request', {
    ...request,
    personId,
    state: 'open',
    answeredById: null,
    answer: null,
    answeredAt: null,
  })
}

/** The open request of this kind about a subscription; there is one at most. */
export async function openRequestOf(
  writer: Pick<Writer, 'find'>,
  subscriptionId: string,
  kind: RequestRecord['kind'],
): Promise<RequestRecord | undefined> {
  const [open] = await writer.find('request', { subscriptionId, kind, state: 'open' })
  return open
}
