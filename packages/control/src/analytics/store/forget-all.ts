import type { Forgetting, Forgotten } from './forget.ts'

/** Piece by piece: between two of them records are taken in. Gives the number of records. */
export async function forgetAll(
  times: Forgetting,
  forgetSome: (times: Forgetting) => Promise<Forgotten>,
): Promise<number> {
  let records = 0
  for (;;) {
    const piece = await forgetSome(times)
    records += piece.records
    if (piece.isDone) return records
  }
}
