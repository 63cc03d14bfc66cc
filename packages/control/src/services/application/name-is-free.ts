import type { Reader } from '../../storage/store.ts'
import { conflict } from '../problem.ts'

/** Names are unique in the organisation; who has one is said only by its id, which opens nothing. */
export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('application', { name })
  if (holder !== undefined)
    throw conflict(`There is an application ${name} already (${holder.id}): choose another name.`, 'name')
}
