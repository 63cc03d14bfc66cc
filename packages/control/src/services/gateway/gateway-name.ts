import type { Reader } from '../../storage/store.ts'
import { conflict } from '../problem.ts'

const nameLengthMax = 100

export async function nameIsFree(
  reader: Reader,
  { environmentId, name }: { environmentId: string; name: string },
): Promise<void> {
  const [holder] = await reader.find('gateway', { environmentId, name })
  if (holder !== undefined)
    throw conflict(`Its environment has a gateway ${name} already (${holder.id}): choose another name.`, 'name')
}

/** The wanted name, with a number behind it where another gateway of the environment has it. */
export async function freeName(
  reader: Reader,
  { environmentId, wanted }: { environmentId: string; wanted: string },
): Promise<string> {
  const taken = new Set((await reader.find('gateway', { environmentId })).map(({ name }) => name))
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`
    const name = `${wanted.slice(0, nameLengthMax - suffix.length).toWellFormed()}${suffix}`
    if (!taken.has(name)) return name
  }
}
