import { allows } from '../../access/actor.ts'
import type { SavedViewRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, notFound, Problem } from '../problem.ts'
import { expectRevision, type Verb } from '../verb.ts'

/** Somebody's own, or one that is shared: another's own is not there. */
export function isVisible({ actor }: Verb, view: SavedViewRecord): boolean {
  return view.isShared || view.ownerId === actor.personId
}

/** Its owner may change it; what is shared with everybody, who has the settings may too. */
export async function viewToChange(verb: Verb, reader: Reader, id: string): Promise<SavedViewRecord> {
  const view = await reader.get('savedView', id)
  if (view === undefined || !isVisible(verb, view)) throw notFound('saved view', id)
  if (view.ownerId !== verb.actor.personId && !allows(verb.actor, 'settings:manage'))
    throw new Problem('forbidden', `${view.name} is somebody else's: save one of your own.`)
  mayWrite(verb)
  expectRevision(verb, view)
  return view
}

export function mayWrite({ actor }: Verb): void {
  if (actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
}

export async function nameIsFree(reader: Reader, ownerId: string, name: string): Promise<void> {
  const [holder] = await reader.find('savedView', { ownerId, name })
  if (holder !== undefined)
    throw conflict(
      `There is a saved view ${name} already (${holder.id}): choose another name, or change that one.`,
      'name',
    )
}
