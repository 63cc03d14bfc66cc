import { sumColumns } from './sums.ts'

/** Sums by organisation, slot of time and combination: of hours in `${name}_hour`, of days that are summed up in `${name}_day`. */
export interface Cube {
  readonly name: string
  /** What else it is kept by. */
  readonly keys: readonly string[]
  readonly columns: readonly string[]
}

/** Of all dimensions. */
export const fineCube: Cube = { name: 'usage', keys: [], columns: sumColumns }
/** Of the coarse ones: far fewer rows. */
export const coarseCube: Cube = { name: 'usage_coarse', keys: [], columns: sumColumns }
/** What policies did, by policy and verdict. */
export const hitCube: Cube = { name: 'usage_hit', keys: ['hit'], columns: ['hits'] }
export const cubes: readonly Cube[] = [fineCube, coarseCube, hitCube]

/** Histograms by coarse combination; not summed by SQL. */
export const latencyTable = 'usage_latency'

export const units = ['hour', 'day'] as const
export type Unit = (typeof units)[number]

export function keysOf({ keys }: Cube): readonly string[] {
  return ['organisation', 'slot', 'combination', ...keys]
}
