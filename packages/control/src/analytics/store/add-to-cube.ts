import { type Cube, keysOf } from './cubes.ts'
import type { Sql, SqlValue } from './sql.ts'

interface Cell {
  /** Slot, combination, and what else the cube is kept by. */
  readonly key: readonly number[]
  readonly sums: Float64Array
}

/** What a batch adds to each cell of a cube: a cell is written once, however many calls fall into it. */
export class CubeCells {
  /** By slot, then combination, then the rest of the key: numbers, because a text for each call would cost more than the sum. */
  private readonly slots = new Map<number, Map<number, Map<number, Cell>>>()

  add(slot: number, combination: number, sums: Float64Array, more?: number): void {
    const cells = mapAt(mapAt(this.slots, slot), combination)
    const cell = cells.get(more ?? 0)
    if (cell === undefined) {
      const key = more === undefined ? [slot, combination] : [slot, combination, more]
      cells.set(more ?? 0, { key, sums: sums.slice() })
      return
    }
    for (let place = 0; place < sums.length; place++) cell.sums[place] = (cell.sums[place] ?? 0) + (sums[place] ?? 0)
  }

  rows(organisation: number): SqlValue[][] {
    const cells = [...this.slots.values()].flatMap((slot) => [...slot.values()].flatMap((found) => [...found.values()]))
    return cells.map(({ key, sums }) => [organisation, ...key, ...sums])
  }
}

function mapAt<T>(maps: Map<number, Map<number, T>>, key: number): Map<number, T> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const made = new Map<number, T>()
  maps.set(key, made)
  return made
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
    rows: cells.rows(organisation),
    ending: `on conflict (${keys.join(', ')}) do update set ${adding.join(', ')}`,
  })
}
