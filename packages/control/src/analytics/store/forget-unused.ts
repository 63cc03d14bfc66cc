import { dimensions } from '../analytics-store.ts'
import { dayMs, dimensionColumn } from './columns.ts'
import { raiseGeneration } from './notes.ts'
import type { Sql } from './sql.ts'

/**
 * Takes combinations away that no call since then has had, and values that are in no combination any more. Whoever has read the dictionary before reads it
 * anew. How many rows.
 */
export async function forgetUnused(sql: Sql, before: number): Promise<number> {
  const day = Math.floor(before / dayMs)
  const combinations = await sql.all('delete from usage_combination where used < ? returning 1', [day])
  if (combinations.length === 0) return 0
  let rows = combinations.length
  for (const [place, dimension] of dimensions.entries()) {
    const inUse = `select ${dimensionColumn(dimension)} from usage_combination`
    rows += (await sql.all(`delete from usage_value where dimension = ? and id not in (${inUse}) returning 1`, [place]))
      .length
  }
  await raiseGeneration(sql)
  return rows
}
