import { type Cube, keysOf } from './cubes.ts'
import type { Sql } from './sql.ts'

/** What a batch adds to each cell: a cell is written once, however many calls fall into it. */
export type CubeCells = Map<string, { readonly key: readonly number[]; readonly sums: Float64Array }>

/** `key`: slot, combination, and what else the cube is kept by. */
export function addToCells(cells: CubeCells, key: readonly number[], sums: Float64Array): void {
  const name = key.length === 2 ? `${key[0]} ${key[1]}` : key.join(' ')
  const cell = cells.get(name)
  if (cell === undefined) {
    cells.set(name, { key, sums: sums.slice() })
    return
  }
  for (let place = 0; place < sums.length; place++) cell.sums[place] = (cell.sums[place] ?? 0) + (sums[place] ?? 0)
}

/** To its hours: days are summed up of them (open-days.ts). */
export async function addToCube(
  sql: Sql,
  cube: Cube,
  { organisation, cells }: { readonly organisation: number; readonly cells: CubeCells },
): Promise<void> {
  const table = `${cube.name}_hour`
  const keys = keysOf(cube)
  const adding = cube.columns.map((column) => `${column} = ${table}.${column} + excluded.${column}`)
  await sql.insert({
    ...{ table, columns: [...keys, ...cube.columns] },
    rows: [...cells.values()].map(({ key, sums }) => [organisation, ...key, ...sums]),
    ending: `on conflict (${keys.join(', ')}) do update set ${adding.join(', ')}`,
  })
}
