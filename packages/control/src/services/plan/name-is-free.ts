import type { Reader } from '../../storage/store.ts'
import { conflict } from '../problem.ts'

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('plan', { name })
  if (holder !== undefined)
    throw conflict(`There is a plan ${name} already (${holder.id}): choose another name.`, 'name')
}
