import type { TriedCall } from '@tollgate/contract/resources/playground'
import { mayRead } from '../api-access.ts'
import { Problem } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { describeApis } from './describe-apis.ts'
import { getCatalogueEntry } from './get.ts'

const operations = { 'openai-responses': '/responses', 'openai-chat': '/chat/completions' } as const

/** Makes a call of an API that the actor finds in the catalogue, or looks after. What the key opens is the gateway's to say. */
export async function tryCall(
  verb: Verb,
  { apiId, call }: { apiId: string; call: TriedCall },
): Promise<AsyncIterable<string>> {
  if (verb.actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
  const { api, keyHeader } = await apiToTry(verb, apiId)
  return await verb.playground.call({
    who: `${verb.actor.organisationId} ${verb.actor.audit.id ?? verb.actor.audit.name}`,
    path: `${api.context}/${api.version}${operations[call.dialect]}`,
    keyHeader,
    key: call.key,
    body: JSON.stringify(call.body),
  })
}

/** Publishers try what nobody finds yet. */
async function apiToTry(verb: Verb, id: string) {
  const reader = readerOf(verb)
  const api = await reader.get('api', id)
  if (api === undefined || !mayRead(verb, api)) return await getCatalogueEntry(verb, id)
  const [found] = await describeApis(reader, [api], { subscribed: new Set(), now: verb.now() })
  if (found === undefined) throw new Error('describeApis leaves nothing out')
  return found
}
