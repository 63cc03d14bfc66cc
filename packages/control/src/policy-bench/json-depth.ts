/** Levels of objects and lists inside each other, counted up to one more than `max`. Without recursion, for what may be made to break it. */
export function jsonDepth(json: unknown, max: number): number {
  let deepest = 0
  const left: Array<readonly [value: unknown, depth: number]> = [[json, 0]]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [value, depth] = next
    deepest = Math.max(deepest, depth)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= max) return max + 1
    for (const inside of Object.values(value)) left.push([inside, depth + 1])
  }
  return deepest
}
