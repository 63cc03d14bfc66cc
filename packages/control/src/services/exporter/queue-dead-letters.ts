import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

/** To be sent again by whoever runs the exporter: how many. */
export async function queueDeadLetters(
  verb: Verb,
  { id, requestIds }: { id: string; requestIds: readonly string[] | undefined },
): Promise<number> {
  authorise(verb, 'settings:manage')
  if ((await readerOf(verb).get('exporter', id)) === undefined) throw notFound('exporter', id)
  return await verb.store.exporters.queue(id, requestIds)
}
