import type { Reader } from '../../storage/store.ts'
import { conflict } from '../problem.ts'

/** Names differ by more than their letters' case: people do not see that. */
export async function nameIsFree(
  reader: Reader,
  { name, version, except }: { name: string; version: string; except?: string },
): Promise<void> {
  const wanted = `${name}/${version}`.toLowerCase()
  const apis = await reader.find('api', {})
  const holder = apis.find((api) => api.id !== except && `${api.name}/${api.version}`.toLowerCase() === wanted)
  if (holder !== undefined)
    throw conflict(
      `There is an API ${holder.name} with the version ${holder.version} already (${holder.id}): choose another name or version.`,
      'name',
    )
}
