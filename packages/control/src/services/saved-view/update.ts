import type { SavedViewUpdate } from '@tollgate/contract/resources/saved-view'
import type { SavedViewRecord } from '../../storage/records.ts'
import { change, type Verb } from '../verb.ts'
import { nameIsFree, viewToChange } from './own-view.ts'

export async function updateSavedView(
  verb: Verb,
  { id, changes }: { id: string; changes: SavedViewUpdate },
): Promise<SavedViewRecord> {
  return await change(verb, 'savedView.update', async (writer) => {
    const view = await viewToChange(verb, writer, id)
    const { name, address, isShared } = changes
    if (name !== undefined && name !== view.name) await nameIsFree(writer, view.ownerId, name)
    return await writer.update('savedView', view, { name, address, isShared })
  })
}
