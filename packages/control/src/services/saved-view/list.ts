import type { SavedViewQuery } from '@tollgate/contract/resources/saved-view'
import type { SavedViewRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'
import { isVisible } from './own-view.ts'

/** One's own, and those that are shared. */
export function listSavedViews(verb: Verb, { limit, after }: SavedViewQuery): Promise<Page<SavedViewRecord>> {
  return filteredPage(readerOf(verb), { kind: 'savedView', limit, after }, (views) =>
    views.filter((view) => isVisible(verb, view)),
  )
}
