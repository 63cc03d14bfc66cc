import type { LetterPage } from '../../storage/exporter-book.ts'
import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

export async function listDeadLetters(
  verb: Verb,
  { id, limit, after }: { id: string; limit: number; after: number },
): Promise<LetterPage> {
  authorise(verb, 'settings:read')
  if ((await readerOf(verb).get('exporter', id)) === undefined) throw notFound('exporter', id)
  return await verb.store.exporters.letters(id, { limit, after })
}
