import type { Forgetting } from './forget.ts'
import type { SqlStore } from './sql-store.ts'

/** Piece by piece: between two of them records are taken in. Gives the number of records. */
export async function forgetAll(
  times: Forgetting,
  { forgetSome, giveBack }: Pick<SqlStore, 'forgetSome' | 'giveBack'>,
): Promise<number> {
  let records = 0
  for (;;) {
    const piece = await forgetSome(times)
    records += piece.records
    if (piece.isDone) break
  }
  while (await giveBack());
  return records
}
