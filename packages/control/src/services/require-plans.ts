import type { Reader } from '../storage/store.ts'
import { invalidField } from './problem.ts'

/** Every plan that is named exists, and is named once. */
export async function requirePlans(reader: Reader, ids: readonly string[] | null, field: string): Promise<void> {
  if (ids === null) return
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index) throw invalidField(`${field}[${index}]`, `names a plan twice: ${id}`)
    if ((await reader.get('plan', id)) === undefined) throw invalidField(`${field}[${index}]`, `names no plan: ${id}`)
  }
}
