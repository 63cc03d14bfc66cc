const series = 5

/** Of the first five; the others have one together. */
export function seriesColour(place: number, isOther: boolean): string {
  return place < series && !isOther ? `var(--series-${place + 1})` : 'var(--series-other)'
}
