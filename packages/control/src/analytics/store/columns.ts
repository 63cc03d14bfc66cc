import type { Dimension } from '../analytics-store.ts'

export function dimensionColumn(dimension: Dimension): string {
  return `by_${dimension.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}

/**
 * What most is asked by, and what an organisation has few values of together. Sums and histograms are kept by these alone too: with other filters sums
 * come from the cubes of all dimensions, and percentiles from the newest calls.
 */
export const coarseDimensions: readonly Dimension[] = [
  ...(['application', 'team', 'costCentre', 'api', 'plan', 'provider', 'model'] as const),
]

export function isCoarse(dimension: Dimension): boolean {
  return coarseDimensions.some((one) => one === dimension)
}

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const dayHours = 24
