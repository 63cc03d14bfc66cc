import type { SavedViewRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'

export interface DescribedView {
  readonly view: SavedViewRecord
  readonly ownerName: string
  readonly isOwn: boolean
}

export async function describeViews(verb: Verb, views: readonly SavedViewRecord[]): Promise<DescribedView[]> {
  const people = await readerOf(verb).find('person', { id: [...new Set(views.map(({ ownerId }) => ownerId))] })
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return views.map((view) => ({
    view,
    // A reference keeps them there.
    ownerName: names.get(view.ownerId) ?? view.ownerId,
    isOwn: view.ownerId === verb.actor.personId,
  }))
}

export async function describeView(verb: Verb, view: SavedViewRecord): Promise<DescribedView> {
  const [described] = await describeViews(verb, [view])
  if (described === undefined) throw new Error('describeViews leaves nothing out')
  return described
}
