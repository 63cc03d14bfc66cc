import type { Reader } from '../storage/store.ts'
import { invalidField } from './problem.ts'

/** Every team that is named exists. */
export async function requireTeams(reader: Reader, ids: readonly string[] | null, field: string): Promise<void> {
  if (ids === null) return
  for (const [index, id] of ids.entries())
    if ((await reader.get('team', id)) === undefined) throw invalidField(`${field}[${index}]`, `names no team: ${id}`)
}
