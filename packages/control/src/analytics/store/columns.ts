import type { Dimension } from '../analytics-store.ts'

export function dimensionColumn(dimension: Dimension): string {
  return `by_${dimension.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}

/** Histograms are kept by these alone; a question with other filters is answered from the newest calls. */
export const latencyDimensions = ['application', 'api', 'provider', 'model'] as const satisfies readonly Dimension[]

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
