import type { SavedViewRecord } from '../../storage/records.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { isVisible } from './own-view.ts'

export async function getSavedView(verb: Verb, id: string): Promise<SavedViewRecord> {
  const view = await readerOf(verb).get('savedView', id)
  if (view === undefined || !isVisible(verb, view)) throw notFound('saved view', id)
  return view
}
