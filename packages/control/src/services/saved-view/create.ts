import type { SavedViewCreate } from '@tollgate/contract/resources/saved-view'
import type { SavedViewRecord } from '../../storage/records.ts'
import { conflict, Problem } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { mayWrite, nameIsFree } from './own-view.ts'

/** Of one person. */
const savedViewsMax = 100

export async function createSavedView(verb: Verb, input: SavedViewCreate): Promise<SavedViewRecord> {
  const { personId: ownerId } = verb.actor
  if (ownerId === null)
    throw new Problem('forbidden', 'This token is no person and keeps no views: sign in, or use a token of a person.')
  mayWrite(verb)
  return await change(verb, 'savedView.create', async (writer) => {
    await nameIsFree(writer, ownerId, input.name)
    if ((await writer.count('savedView', { ownerId })) >= savedViewsMax)
      throw conflict(`You have ${savedViewsMax} saved views, which is the most: delete some that you do not use first.`)
    const { name, address, isShared } = input
    return await writer.insert('savedView', { ownerId, name, address, isShared })
  })
}
