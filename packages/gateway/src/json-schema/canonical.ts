const depthMax = 1_000

/** A text that two JSON values share exactly when they are equal: members in any order, `1` and `1.0`, `0` and `-0` alike. */
export function canonical(value: unknown, depth = 0): string {
  if (depth > depthMax) throw new Error(`a JSON value is nested deeper than ${depthMax}`)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value)
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${canonical(item, depth + 1)}`)
  return `{${members.sort().join(',')}}`
}
