/** ` Did you mean "policies"?` for a slip of a few letters, else nothing. */
export function didYouMean(found: string, known: readonly string[]): string {
  const nearest = nearestName(found, known)
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}

export function nearestName(found: string, known: readonly string[]): string | undefined {
  const distanceMax = Math.max(1, Math.floor(found.length / 3))
  let nearest: { name: string; distance: number } | undefined
  for (const name of known) {
    if (Math.abs(name.length - found.length) > distanceMax) continue
    const distance = editDistance(found.toLowerCase(), name.toLowerCase())
    if (distance <= distanceMax && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { name, distance }
  }
  return nearest?.name
}

/** Letters inserted, dropped, exchanged or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = at(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(exchanged, at(previous, j) + 1, at(row, j - 1) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(beforePrevious, j - 2) + 1)
      row.push(best)
    }
    beforePrevious = previous
    previous = row
  }
  return at(previous, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
