import type { Kind } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { conflict } from './problem.ts'

/** A soft limit: what nobody needs more of, and a script that runs wild is stopped by. */
export async function roomFor(
  reader: Reader,
  kind: Kind,
  { what, most }: { what: string; most: number },
): Promise<void> {
  if ((await reader.count(kind, {})) >= most)
    throw conflict(`There are ${most} ${what} already, which is the most: delete some that are not used first.`)
}
