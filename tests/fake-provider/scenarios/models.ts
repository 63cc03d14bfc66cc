import { type Reply, respond } from '../reply.ts'

/** `GET /models` as OpenAI answers it. */
export function answerModels(ids: readonly string[]): Reply {
  const data = ids.map((id) => ({ id, object: 'model', created: 1_795_000_000, owned_by: 'openai' }))
  return respond({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object: 'list', data }) })
}
